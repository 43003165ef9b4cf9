from odoo import models

from ..models.lead_visibility import filter_hidden


class MailComposeMessage(models.TransientModel):
    """An answer takes nothing over from a message that a pool hides from whoever writes it.

    Odoo computes both fields as superuser, from whichever message one names.
    """

    _inherit = 'mail.compose.message'

    def _compute_subject(self):
        hidden = self._answers_to_hidden()
        hidden.subject = False
        return super(MailComposeMessage, self - hidden)._compute_subject()

    def _compute_partner_ids(self):
        hidden = self._answers_to_hidden()
        hidden.partner_ids = False
        return super(MailComposeMessage, self - hidden)._compute_partner_ids()

    def _answers_to_hidden(self):
        hidden = filter_hidden(self.parent_id)
        return self.filtered(lambda composer: composer.parent_id in hidden)
