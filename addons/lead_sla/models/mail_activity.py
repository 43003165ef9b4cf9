from odoo import models
from odoo.api import SUPERUSER_ID

CATEGORY_KINDS = {'phonecall': 'call', 'meeting': 'meeting'}


class MailActivity(models.Model):
    _inherit = 'mail.activity'

    def _action_done(self, feedback=False, attachment_ids=None):
        done = self.filtered(lambda activity: activity.active and activity.res_model == 'crm.lead')
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        done.exists()._follow_up_leads()
        return result

    def _follow_up_leads(self):
        """Record the calls and meetings among these done activities as touches of their leads."""
        if self.env.uid == SUPERUSER_ID:
            return
        for activity in self:
            kind = CATEGORY_KINDS.get(activity.activity_type_id.category)
            if kind:
                # sudo: who may close an activity has done it, even on a lead they cannot read
                lead = self.env['crm.lead'].sudo().browse(activity.res_id).exists()
                lead._follow_up(kind, activity_id=activity.id)
