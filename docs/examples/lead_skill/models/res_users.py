from odoo import fields, models


class ResUsers(models.Model):
    _inherit = 'res.users'

    lead_skill_ids = fields.Many2many('lead.skill', string="Lead Skills")

    def write(self, vals):
        res = super().write(vals)
        if 'lead_skill_ids' in vals:
            # somebody may be able to take a lead that has been waiting
            self.env['crm.lead']._retry_distribution()
        return res

    def _engine_extra(self):
        return {**super()._engine_extra(), 'skill_ids': frozenset(self.lead_skill_ids.ids)}
