from odoo import models

from .lead_visibility import filter_hidden


class MailMessage(models.Model):
    _inherit = 'mail.message'

    def _message_notifications_to_store(self, store):
        """Say nothing of mails that failed on a lead its pool hides, not even to their author."""
        told = self - filter_hidden(self)
        return super(MailMessage, told)._message_notifications_to_store(store)
