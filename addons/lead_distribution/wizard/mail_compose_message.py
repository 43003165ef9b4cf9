from odoo import models
from odoo.addons.lead_qualification.tools.lead_links import documents

from ..models.hidden.lead_visibility import filter_hidden


class MailComposeMessage(models.TransientModel):
    """What somebody writes takes nothing over from leads and messages they may not read.

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
        return self.filtered(lambda one: one.parent_id in hidden or one._is_about_kept_leads())

    def _is_about_kept_leads(self):
        """Tell whether the user may not read the leads that this is written on or answers to."""
        # sudo: to find out which leads these are; whether they may be read is asked below
        composer = self.sudo()
        leads = documents(composer, ['res_ids']), documents(composer.parent_id, ['res_id'])
        return any(
            found.sudo(False) - found.sudo(False)._filtered_access('read')
            for by_model in leads
            for found in by_model.values()
        )
