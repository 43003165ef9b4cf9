from odoo import models


class MailActivity(models.Model):
    _inherit = 'mail.activity'

    def _action_done(self, feedback=False, attachment_ids=None):
        # each call that is done is a signal: many calls of one lead score it once
        with self.env['crm.lead']._scoring_once():
            return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
