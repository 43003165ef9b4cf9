import logging
from collections import defaultdict

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.addons.lead_distribution.tools.batches import lock_with_leads, run_batches
from odoo.addons.lead_distribution.tools.working_time import WorkingTime
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, groupby

from .sla_terms import TICKING_STATES

_logger = logging.getLogger(__name__)

# so many follow edited working hours at once; more are left to a cron
AT_ONCE = 200

STALE = Domain('is_stale', '=', True)

TICKING = Domain('state', 'in', TICKING_STATES) & Domain('time_base', '!=', 'clock')


class LeadSla(models.Model):
    """What happens to SLAs by itself: when time passes, and when working hours are edited."""

    _inherit = 'lead.sla'

    is_stale = fields.Boolean(
        "Hours Changed", help="The deadline is going to be worked out anew by the present hours."
    )

    _stale_idx = models.Index('(id) WHERE is_stale')

    @api.model
    def _cron_sweep(self, batch_size=200):
        """Miss and escalate the SLAs that are due, and wake again for the next one."""
        now = self.env.cr.now()
        due = Domain('next_event_at', '<=', now)
        cron = self.env.ref('lead_sla.ir_cron_sweep')
        work = self._get_work(due, '_process_due')
        run_batches(cron, self, due, 'next_event_at, id', work, batch_size)
        later = Domain('next_event_at', '>', now)
        self.search(later, order='next_event_at', limit=1)._wake_sweep()

    @api.model
    def _get_work(self, due, method):
        """Return the work of ``run_batches``: ``method``, with the SLAs that are due still."""

        def work(slas):
            slas = lock_with_leads(slas, due)
            slas._process_isolated(method)
            return slas

        return work

    def _process_isolated(self, method):
        """Process these SLAs; one that raises is set aside and does not stop the others."""
        try:
            with self.env.cr.savepoint():
                getattr(self, method)()
        except OperationalError:
            raise
        except Exception as error:
            if len(self) > 1:
                for sla in self:
                    sla._process_isolated(method)
                return
            _logger.exception("SLA %s could not be processed", self.id)
            self.write({'error': str(error), 'next_event_at': False, 'is_stale': False})

    def _process_due(self):
        """Mark what has been missed and run the steps that are due."""
        tried = self.filtered(lambda sla: sla.kind == 'touches' and sla.state == 'met')
        self.filtered(lambda sla: not sla.lead_id._is_followed_up())._cancel()
        # nobody is late by working hours that are no longer true
        self.filtered('is_stale')._reschedule()
        self.env['calendar.event']._record_under_way(
            self.filtered(lambda sla: sla._is_open()).lead_id
        )
        self._settle()
        slas = self.filtered(lambda sla: sla._is_open())
        now = self.env.cr.now()
        late = slas.filtered(lambda sla: sla.state == 'running' and sla.deadline <= now)
        late.state = 'missed'
        dues = slas._run_due_steps(now)
        for sla, moment in slas._get_next_events(dues).items():
            sla.next_event_at = moment
        if tried:
            tried._give_up_unreached()

    def _run_due_steps(self, now):
        """Run what is due in the order in which it fell due, and return when all steps are due."""
        dues = self._get_step_dues(WorkingTime())
        turns = defaultdict(list)
        for sla, step, due in self._filter_pending(dues):
            if due <= now:
                turns[sla].append((due, step))
        while turns:
            steps = defaultdict(self.browse)
            for sla in list(turns):
                steps[turns[sla].pop(0)[1]] |= sla
                if not turns[sla]:
                    del turns[sla]
            for step in self.env['lead.sla.escalation'].union(*steps).sorted():
                step._run(steps[step])
        return dues

    def _wake_sweep(self):
        """Have the sweep run when the first of these SLAs is due."""
        moments = self.filtered('next_event_at').mapped('next_event_at')
        if moments:
            self.env.ref('lead_sla.ir_cron_sweep')._trigger(min(moments))

    def action_retry(self):
        """Put SLAs that were set aside back in front of the sweep, failed steps included."""
        if not self.env.user.has_group('sales_team.group_sale_manager'):
            raise AccessError(self.env._("Only a sales administrator can try an SLA again."))
        self.check_access('read')
        # sudo: nobody may write SLAs by hand, and this only has the sweep look at them again
        slas = self.sudo().filtered('error')
        slas.write({'error': False, 'next_event_at': self.env.cr.now()})
        slas._wake_sweep()
        # a failed step has done nothing, so it may run again
        self.sudo().log_ids.filtered(lambda log: log.outcome == 'failed').unlink()

    def _filter_unreached(self):
        """Return the SLAs of agreed touches that are all made, with nobody reached by them."""
        tried = self.filtered(lambda sla: sla.kind == 'touches' and sla.state == 'met')
        if not tried:
            return tried
        contacts = self.env['lead.touch']._read_group(
            Domain('lead_id', 'in', tried.lead_id.ids)
            & (
                Domain('direction', '=', 'in')
                | Domain('outcome', '=', 'reached')
                | Domain('kind', '=', 'meeting')
            ),
            ['lead_id'],
            ['date:max'],
        )
        latest = dict(contacts)
        return tried.filtered(
            lambda sla: sla.lead_id not in latest or latest[sla.lead_id] < sla.started_at
        )

    def _give_up_unreached(self):
        """Give the leads up that nobody could reach by the agreed touches in the agreed time."""
        unreached = self._filter_unreached().filtered(lambda sla: sla._holds_lead())
        (self - unreached).next_event_at = False
        now = self.env.cr.now()
        dues = unreached._get_giving_up_dues()
        for step, some in groupby(dues, key=lambda item: item[1]):
            due = [sla.id for sla, _step, at in some if at <= now]
            step._run(self.browse(due))
        unreached._plan_giving_up()

    def _plan_giving_up(self):
        """Have the sweep come back when the time of these SLAs is over."""
        self.next_event_at = False
        for sla, _step, due in self._get_giving_up_dues():
            sla.next_event_at = min(due, sla.next_event_at or due)
        self._wake_sweep()

    def _get_giving_up_dues(self):
        """Return ``(sla, step, due)`` for the steps that say nobody could be reached."""
        dues = self._filter_pending(self._get_step_dues(WorkingTime()))
        return [item for item in dues if item[1]._gives_up()]

    def _can_escalate(self):
        """Tell whether a step may still do something about this SLA."""
        self.ensure_one()
        return self._is_answerable() or (self.state == 'met' and self._holds_lead())

    @api.model
    def _follow_calendars(self, calendars, spans=()):
        """Have the open SLAs that are counted by ``calendars`` follow their present hours.

        :param spans: if only what happens between some ``(start, end)`` has changed
        """
        if calendars:
            without = Domain('calendar_id', '=', False) & self._may_use(calendars)
            self._mark_stale((Domain('calendar_id', 'in', calendars.ids) | without), spans)

    @api.model
    def _may_use(self, calendars):
        """Return which SLAs are of somebody who works by these calendars, if these have hours."""
        return Domain.OR(
            Domain(path, 'in', calendars.ids)
            for path in (
                'user_id.resource_ids.calendar_id',
                'team_id.resource_calendar_id',
                'company_id.resource_calendar_id',
            )
        )

    @api.model
    def _mark_stale(self, domain, spans=()):
        """Have the deadlines of these SLAs worked out anew: with the commit, or soon if many."""
        # sudo: who edits working hours moves SLAs, and may not write them by hand
        slas = self.sudo()
        if not slas.env['lead.sla.policy']._is_set_up():
            return
        if spans:
            domain &= Domain.OR(
                Domain('started_at', '<=', end)
                & (Domain('deadline', '>=', start) | Domain('state', '=', 'paused'))
                for start, end in spans
            )
        query = slas._search(TICKING & domain & ~STALE)
        marked = slas.env.execute_query(
            SQL(
                "UPDATE lead_sla SET is_stale = TRUE WHERE id IN %s RETURNING id", query.subselect()
            )
        )
        if marked:
            slas.browse(row_id for [row_id] in marked).invalidate_recordset(['is_stale'])
            slas._reschedule_at_commit()

    def _reschedule_at_commit(self):
        # the lines of a calendar are written one by one; the SLAs follow when all are there
        waiting = self.env.cr.precommit.data.setdefault('lead_sla.reschedule', [])
        if not waiting:
            waiting.append(True)
            self.env.cr.precommit.add(self._reschedule_soon)

    @api.model
    def _reschedule_soon(self):
        stale = self.search(STALE, limit=AT_ONCE + 1, order='id')
        if len(stale) > AT_ONCE:
            self.env.ref('lead_sla.ir_cron_reschedule')._trigger()
        else:
            stale._reschedule()
            self.env.flush_all()

    def _reschedule(self):
        """Work out the deadlines anew; what has come to its end in the meantime stays as it was."""
        self.is_stale = False
        slas = self.filtered(lambda sla: sla.state in TICKING_STATES)
        slas._reckon()
        slas._move_activities()
        slas._wake_sweep()

    @api.model
    def _cron_reschedule(self, batch_size=500):
        """Move the deadlines of many SLAs whose working hours have changed."""
        cron = self.env.ref('lead_sla.ir_cron_reschedule')
        work = self._get_work(STALE, '_reschedule')
        run_batches(cron, self, STALE, 'id', work, batch_size)
