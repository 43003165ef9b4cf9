from odoo import models


class MailActivity(models.Model):
    """The decision of a review follows the activity it has become.

    Not by ``@api.depends``: that would look for decisions with each activity that is done, also
    where nobody holds reviews.
    """

    _inherit = 'mail.activity'

    def _decisions(self):
        """Return the decisions that have become these activities."""
        # sudo: whoever closes the activity has done what was decided, and may not write that
        decisions = self.env['lead.review.decision'].sudo()
        if not (self and self.env['lead.review']._is_used()):
            return decisions
        return decisions.search([('activity_id', 'in', self.ids)])
