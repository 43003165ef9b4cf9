from odoo import fields, models


class UtmCampaign(models.Model):
    _inherit = 'utm.campaign'

    date_start = fields.Date(
        "Starts On",
        index='btree_not_null',
        help="Reviews of the sales teams tell which campaigns are to come.",
    )
