from odoo import models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def action_pass_to_sales(self):
        """Hand the leads over to sales, with contact data and the reasons in the chatter.

        :raises UserError: naming the leads that cannot be contacted yet
        """
        self.check_access('write')
        done = ('passed', 'accepted', 'qualified')
        leads = self.filtered(lambda lead: lead.lead_status_meaning not in done)
        if not leads:
            raise UserError(self.env._("These leads have been passed to sales already."))
        unreachable = leads.filtered(lambda lead: not (lead.email_from or lead.phone))
        if unreachable:
            raise UserError(
                self.env._(
                    "Add an email or a phone number first, sales has no way to contact: %s",
                    ", ".join(unreachable.mapped('name')),
                )
            )
        notes = {lead.id: lead._render_handoff_note() for lead in leads}
        leads._message_log_batch(bodies=notes)
        return leads._change_status(self.env['lead.status']._by_meaning('passed'))

    def _render_handoff_note(self):
        self.ensure_one()
        return self.env['ir.qweb']._render(
            'lead_qualification.lead_handoff_note', {'lead': self}, minimal_qcontext=True
        )

    def action_accept(self):
        """Sales confirms that it takes the leads on; only their salesperson can."""
        self.check_access('write')
        foreign = self.filtered(lambda lead: lead.user_id != self.env.user)
        if foreign:
            raise UserError(
                self.env._(
                    "Only the salesperson of a lead accepts it: %s",
                    ", ".join(foreign.mapped('name')),
                )
            )
        return self._change_status(self.env['lead.status']._by_meaning('accepted'))

    def action_qualify(self):
        """Sales confirms the fit."""
        self.check_access('write')
        return self._change_status(self.env['lead.status']._by_meaning('qualified'))
