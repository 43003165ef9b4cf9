import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.i18n import format_list

_logger = logging.getLogger(__name__)


class CrmLead(models.Model):
    """How leads come back from recycling, and what won, lost and merged mean for their status."""

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

    def _wake_by_customer(self):
        """Bring back what was laid aside as recycled or unreachable, because its customer writes.

        Marketing and sales are told: who knows the lead, and who leads the team.
        """
        # sudo: the customer wakes the lead, whoever fetched the message
        asleep = self.sudo().filtered(
            lambda lead: lead.active and lead.lead_status_meaning in ('recycle', 'unreachable')
        )
        if not asleep:
            return
        asleep._wake(self.env._("The customer has written."))
        for lead in asleep:
            marketer = lead.passed_by_id or lead.qualified_by_id or lead.generated_by_id
            for user in (marketer | lead.team_id.user_id).filtered('active'):
                lead._tell_of_customer(user)

    def _tell_of_customer(self, user):
        summary = self.with_context(lang=user.lang).env._("The customer has written again: answer")
        self.activity_schedule('mail.mail_activity_data_todo', summary=summary, user_id=user.id)
        user._bus_send(
            'simple_notification',
            {'type': 'info', 'title': self.display_name, 'message': summary},
        )

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

    @api.model
    def _cron_wake_recycled(self, batch_size=500):
        """Bring recycled leads back as new on their date, by the days of their company."""
        domain = self._due_to_wake()
        leads = self.search(domain, order='nurture_until, id', limit=batch_size)
        leads = leads.try_lock_for_update(allow_referencing=True).filtered_domain(domain)
        failed = leads - leads._wake_alone_if_needed()
        remaining = self.search_count(domain & Domain('id', 'not in', failed.ids)) if leads else 0
        self.env['ir.cron']._commit_progress(len(leads), remaining=remaining)

    @api.model
    def _due_to_wake(self):
        companies = self.env['res.company'].search([])
        dates = {company.id: company._lead_today() for company in companies}
        dates[False] = self.env.company._lead_today()
        return Domain('lead_status_id.meaning', '=', 'recycle') & Domain.OR(
            Domain('company_id', '=', company_id) & Domain('nurture_until', '<=', date)
            for company_id, date in dates.items()
        )

    def _wake_alone_if_needed(self):
        """Wake these leads, one by one if that fails; return those that are awake."""
        try:
            with self.env.cr.savepoint():
                self._wake(self.env._("The nurture date has come."))
                return self
        except OperationalError:
            raise
        except Exception:
            if len(self) > 1:
                return self.union(*(lead._wake_alone_if_needed() for lead in self))
            _logger.exception("The recycled lead %s could not be woken", self.id)
            return self.browse()

    def _follow_to(self, status, reason=None):
        """Give the leads the status that follows from something else, e.g. from being won.

        Whoever did that was allowed to; the moves people may make by hand do not bind it.
        """
        if self and status:
            self.sudo()._change_status(status, reason)

    def _follow_won_lost(self, old_status_by_lead, new_status_by_lead):
        """Give leads that were won, lost or restored the status that follows from it."""
        turns = {
            lead: (old_status_by_lead.get(lead.id, {}), new_status_by_lead.get(lead.id, {}))
            for lead in self
        }
        self._turned('is_won', True, turns)._on_won()
        self._turned('is_lost', True, turns)._on_lost()
        self._turned('is_lost', False, turns)._on_restored()

    def _turned(self, flag, value, turns):
        """Return the leads of which ``flag`` has become ``value``."""
        return self.filtered(
            lambda lead: [turn.get(flag, False) for turn in turns[lead]] == [not value, value]
        )

    def _on_won(self):
        """Won leads are qualified, and whoever holds them closed them."""
        for user, leads in self.grouped('user_id').items():
            # sudo: whose work it was is for the system to say
            leads.sudo().write({'closed_by_id': (user or self.env.user).id})
        unqualified = self.filtered(lambda lead: lead.lead_status_meaning != 'qualified')
        unqualified._follow_to(self.env['lead.status']._by_meaning('qualified'))

    def _on_lost(self):
        """Who marks a lead as lost throws it away; an opportunity was qualified and stays so."""
        lost = self.filtered(
            lambda lead: lead.type == 'lead' and lead.lead_status_meaning != 'trash'
        )
        if not lost:
            return
        reason = self.env.ref('lead_qualification.lead_status_reason_lost', False)
        if reason:
            lost._follow_to(self.env['lead.status']._by_meaning('trash'), reason)
            lost._forget_tracked_status()

    def _forget_tracked_status(self):
        """Keep the status out of a message that says "lost" already, as crm has it."""
        initial_values = self.env.cr.precommit.data.get(f'mail.tracking.{self._name}', {})
        for lead in self:
            (initial_values.get(lead.id) or {}).pop('lead_status_id', None)

    def _on_restored(self):
        """Bring leads out of the trash back to where they were on their way, else to new."""
        trashed = self.filtered(lambda lead: lead.lead_status_meaning == 'trash')
        for status, leads in trashed.grouped(lambda lead: lead._status_had('trash')).items():
            leads._follow_to(status)

    def _status_had(self, meaning):
        """Return the status this lead had before it last came to a meaning, else *New*."""
        # the log tells, also to somebody who may not read all of it
        changes = self.sudo().status_change_ids.filtered(lambda change: change.meaning == meaning)
        before = changes.sorted('id')[-1:].from_status_id
        is_fine = before.active and not before._is_negative()
        return (before if is_fine else before._by_meaning('new')).sudo(False)

    def _merge_status(self, opportunities):
        """Be where the furthest of these leads is, which are merged into this one."""
        best = max(self | opportunities, key=lambda lead: lead.lead_status_id._rank())
        if best.lead_status_id != self.lead_status_id:
            self._follow_to(best.lead_status_id, best.lead_status_reason_id)
