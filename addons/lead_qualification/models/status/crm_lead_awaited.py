from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.i18n import format_list


class CrmLead(models.Model):
    """Recycled leads that wait for a product or offer, and hear first when it is there."""

    _inherit = 'crm.lead'

    awaited_tag_ids = fields.Many2many(
        'crm.tag',
        'crm_lead_awaited_tag_rel',
        'lead_id',
        'tag_id',
        "Waiting For",
        copy=False,
        ondelete='restrict',
        tracking=True,
        help="The products or offers to tell this customer about as soon as they are available.",
    )

    @api.constrains('lead_status_reason_id', 'awaited_tag_ids')
    def _check_awaited(self):
        silent = self.filtered(
            lambda lead: lead.lead_status_reason_id.is_waiting and not lead.awaited_tag_ids
        )
        if silent:
            raise ValidationError(
                self.env._(
                    "Say what %(lead)s waits for: choose at least one product or offer under "
                    "Waiting For, or another reason than %(reason)s.",
                    lead=silent[0].name,
                    reason=silent[0].lead_status_reason_id.name,
                )
            )

    def _prepare_awaited_vals(self, status, reason, vals):
        """Return what becomes of the tags: a lead waits no longer than its status says."""
        keeps = reason.is_waiting or 'awaited_tag_ids' in vals
        if status.meaning == 'recycle' and keeps or not any(self.mapped('awaited_tag_ids')):
            return {}
        return {'awaited_tag_ids': [fields.Command.clear()]}

    @api.model
    def _waiting_domain(self, tags):
        """Return the domain of the leads that wait for any of ``tags``."""
        is_recycled = Domain('lead_status_id.meaning', '=', 'recycle')
        return is_recycled & Domain('awaited_tag_ids', 'in', tags.ids)

    def _wake(self, note):
        """Bring recycled leads back as new, in bulk, with one line in their chatter that says why.

        The log keeps the move; tracking it too would cost a message per lead.
        """
        leads = self.with_context(mail_notrack=True)
        leads._message_log_batch(bodies=dict.fromkeys(self.ids, note))
        leads._follow_to(self.env['lead.status']._by_meaning('new'))

    def _wake_waiting(self, tags):
        """Wake the leads that wait for any of ``tags`` and that nobody else is changing now.

        :returns: the leads woken
        """
        domain = self._waiting_domain(tags)
        found = self.search(domain)
        found.check_access('write')
        leads = found.try_lock_for_update(allow_referencing=True).filtered_domain(domain)
        names = format_list(self.env, tags.mapped('name'), 'unit')
        leads._wake(self.env._("Available now: %s", names))
        return leads
