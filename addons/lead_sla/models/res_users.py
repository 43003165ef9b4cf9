from odoo import fields, models


class ResUsers(models.Model):
    _inherit = 'res.users'

    lead_limit_cut_ids = fields.One2many(
        'lead.limit.cut', 'user_id', groups='sales_team.group_sale_salesman'
    )

    def _lead_candidate(self, **values):
        candidate = super()._lead_candidate(**values)
        if not self.env['lead.limit.cut']._is_used():
            return candidate
        # sudo: everybody's limits bind, also where a rep claims who may not read them
        return self.sudo().lead_limit_cut_ids._apply(candidate)
