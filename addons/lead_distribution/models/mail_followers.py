from odoo import models


class MailFollowers(models.Model):
    _inherit = 'mail.followers'

    def _get_subscription_data(self, doc_data, *args, **kwargs):
        """Ask about no record of which it is known already that nobody follows it."""
        unfollowed = self.env.context.get('lead_unfollowed', ())
        doc_data = [
            (model, left)
            for model, ids in doc_data
            if (left := [res_id for res_id in ids if (model, res_id) not in unfollowed])
        ]
        return super()._get_subscription_data(doc_data, *args, **kwargs) if doc_data else []
