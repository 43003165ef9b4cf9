from odoo import api, fields, models
from odoo.addons.lead_distribution.tools.batches import run_batches
from odoo.fields import Domain
from odoo.tools import SQL

from .sla_terms import TICKING_STATES

AT_ONCE = 200

STALE = Domain('is_stale', '=', True)

TICKING = Domain('state', 'in', TICKING_STATES) & Domain('time_base', '=', 'working')


class LeadSla(models.Model):
    """SLAs follow the working hours: who edits these moves the deadlines that are still open."""

    _inherit = 'lead.sla'

    is_stale = fields.Boolean(
        "Hours Changed", help="The deadline is going to be worked out anew by the present hours."
    )

    _stale_idx = models.Index('(id) WHERE is_stale')

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
