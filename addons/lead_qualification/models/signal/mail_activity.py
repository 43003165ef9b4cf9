from odoo import api, models


class MailActivity(models.Model):
    _inherit = 'mail.activity'

    def _action_done(self, feedback=False, attachment_ids=None):
        # each call that is done is a signal: many calls of one lead score it once
        with self.env['crm.lead']._scoring_once():
            return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)


class MailBlacklist(models.Model):
    _inherit = 'mail.blacklist'

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries.filtered('active')._record_unsubscribed()
        return entries

    def write(self, vals):
        res = super().write(vals)
        if vals.get('active'):
            self._record_unsubscribed()
        return res

    def _record_unsubscribed(self):
        """Tell the leads with these addresses that they want no more mail."""
        # whoever unsubscribes need not see any lead
        leads = self.env['crm.lead'].sudo()._with_emails(self.mapped('email'))
        Signal = self.env['lead.signal'].sudo()
        for entry in self:
            hers = leads.filtered(lambda lead, entry=entry: lead.email_normalized == entry.email)
            Signal._record_kind('unsubscribed', hers, res_model=self._name, res_id=entry.id)
