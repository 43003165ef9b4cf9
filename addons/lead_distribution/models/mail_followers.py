from odoo import models


class MailFollowers(models.Model):
    _inherit = 'mail.followers'

    def _get_subscription_data(self, doc_data, *args, **kwargs):
        """Ask about no record of which it is known already that nobody follows it."""
        doc_data = [
            (model, followed)
            for model, ids in doc_data
            if (followed := [res_id for res_id in ids if not self._is_unfollowed(model, res_id)])
        ]
        return super()._get_subscription_data(doc_data, *args, **kwargs) if doc_data else []

    def _is_unfollowed(self, model, res_id):
        """Tell whether a claim has found that nobody follows a record, and nobody does since."""
        if (model, res_id) not in self.env.context.get('lead_unfollowed', ()):
            return False
        record = self.env[model].sudo().browse(res_id)  # a new follower has it forgotten
        return 'message_follower_ids' in record._cache and not record.message_follower_ids
