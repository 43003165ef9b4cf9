from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.i18n import format_list

NAMED = 5  # leads that a refusal names


class CrmLead(models.Model):
    """The moves from status to status that people may make."""

    _inherit = 'crm.lead'

    allowed_status_ids = fields.Many2many(
        'lead.status', string="May Move To", compute='_compute_allowed_status_ids'
    )
    # the buttons of the form read it; views cannot look into records
    allowed_meanings = fields.Char(compute='_compute_allowed_status_ids')

    @api.depends('lead_status_id.next_status_ids')
    @api.depends_context('uid')
    def _compute_allowed_status_ids(self):
        for status, leads in self.grouped('lead_status_id').items():
            allowed = status._common_next()
            leads.allowed_status_ids = allowed - status
            leads.allowed_meanings = ' '.join(allowed.mapped('meaning'))

    def _check_move(self, status):
        """Refuse a move the company does not allow; what the system does follows its own rules.

        The system is ``sudo``: no call from outside can pretend to be it.
        """
        if self.env.su:
            return
        if not status._is_for_user():
            raise AccessError(
                self.env._(
                    "Only sales can say that a lead is %s. Pass it to sales instead.", status.name
                )
            )
        for before, leads in self.grouped('lead_status_id').items():
            if not before._allows(status):
                raise UserError(leads._explain_refusal(before, status))

    def _explain_refusal(self, before, status):
        return self.env._(
            "%(leads)s cannot move from %(before)s to %(after)s. Allowed from there: %(allowed)s.",
            leads=format_list(self.env, self[:NAMED].mapped('name'), 'unit'),
            before=before.name,
            after=status.name,
            allowed=format_list(self.env, before.next_status_ids.mapped('name'), 'unit'),
        )

    def _check_status_kept(self, vals):
        """Refuse to empty the status: from none, every move would be allowed."""
        if 'lead_status_id' in vals and not vals['lead_status_id'] and not self.env.su:
            raise UserError(self.env._("A lead always has a status. Choose another one instead."))
