from odoo import fields, models


class LeadTouch(models.Model):
    _inherit = 'lead.touch'

    phonecall_id = fields.Many2one('crm.phonecall', "Phone Call", ondelete='set null')

    _unique_phonecall = models.UniqueIndex(
        '(phonecall_id) WHERE phonecall_id IS NOT NULL', "A phone call counts as one touch."
    )
