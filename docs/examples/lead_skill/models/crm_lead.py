from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    lead_skill_id = fields.Many2one('lead.skill', "Needed Skill", index='btree_not_null')

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._record_skills()
        return leads

    def write(self, vals):
        res = super().write(vals)
        if vals.get('lead_skill_id'):
            self._record_skills()
        return res

    def _record_skills(self):
        """Record that these leads said what they need; the same skill counts once per lead."""
        # sudo: whoever names a skill need not be allowed to write signals
        signals = self.env['lead.signal'].sudo()
        for skill, leads in self.filtered('lead_skill_id').grouped('lead_skill_id').items():
            signals._record_kind('skill_named', leads, res_model=skill._name, res_id=skill.id)

    def _engine_extra(self):
        return {**super()._engine_extra(), 'skill_id': self.lead_skill_id.id}
