from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...tools.batches import lock_with_leads, run_batches
from ..crm_lead import PROTECTED_FIELDS


class CrmLead(models.Model):
    """What a pool does with leads that nobody claims, step by step.

    Leads of a shotgun pool lie in the segment that their data says.

    Claimed leads that nobody has begun with go back to their pools.
    """

    _inherit = 'crm.lead'

    @api.model
    def _cron_pool_steps(self, batch_size=500):
        """Take the steps that are due with the leads that lie in pools, the longest due first."""
        due = [('pool_next_at', '<=', self.env.cr.now()), ('pool_id', '!=', False)]

        def work(leads):
            free = leads.try_lock_for_update(allow_referencing=True).filtered_domain(due)
            free._take_pool_steps()
            return free

        cron = self.env.ref('lead_distribution.ir_cron_pool_steps')
        run_batches(cron, self.sudo(), due, 'pool_next_at, id', work, batch_size)

    def _plan_pool_steps(self):
        """Note when the pool does its next step with each of these leads, and wake it then."""
        if not self:
            return
        done = self._pool_steps_done()
        plans = {lead: min(lead._pool_moments(done[lead.id]), default=False) for lead in self}
        self._store_pool_plans({lead: at for lead, at in plans.items() if lead.pool_next_at != at})
        if first := min(filter(None, plans.values()), default=None):
            # waking the cron gives away nothing: it does what the pools say
            self.env.ref('lead_distribution.ir_cron_pool_steps').sudo()._trigger(first)

    def _store_pool_plans(self, plans):
        """Write ``{lead: when its pool does its next step}`` in one statement."""
        if not plans:
            return
        self.flush_recordset(['pool_next_at'])
        self.env.execute_query(
            SQL(
                """UPDATE crm_lead SET pool_next_at = plan.moment
                     FROM unnest(%s::int[], %s::timestamp[]) AS plan (id, moment)
                    WHERE crm_lead.id = plan.id RETURNING crm_lead.id""",
                [lead.id for lead in plans],
                [moment or None for moment in plans.values()],
            )
        )
        self.invalidate_recordset(['pool_next_at'], flush=False)

    def _pool_moments(self, done):
        """Yield when the pool does something with the lead that it has not done yet.

        :param done: ids of the steps it has taken in this stay
        """
        pool, segment = self.pool_id, self.pool_segment_id
        if self.pool_seniors_only:
            yield self.pooled_at + timedelta(minutes=pool.senior_minutes)
        if segment.open_after_minutes and segment.fallback_team_ids and not self.pool_opened:
            yield self.pool_segment_at + timedelta(minutes=segment.open_after_minutes)
        for step in pool.step_ids:
            if step.id not in done:
                yield step._moment(self)

    def _pool_steps_done(self):
        """Return ``{lead id: ids of the steps taken in its present stay}``, in one query."""
        done = defaultdict(set)
        stays = {lead.id: lead.pooled_at for lead in self}
        rows = self.env['lead.pool.log'].search_fetch(
            [('lead_id', 'in', self.ids), ('step_id', '!=', False)],
            ['lead_id', 'step_id', 'pooled_at'],
        )
        for row in rows:
            if row.pooled_at == stays[row.lead_id.id]:
                done[row.lead_id.id].add(row.step_id.id)
        return done

    def _take_pool_steps(self):
        """Do what is due with these locked leads, and plan what comes next."""
        self._update_segments()
        inside = self.filtered('pool_id')
        inside._open_to_all()
        done = inside._pool_steps_done()
        while due := inside._due_steps(done):
            for step, leads in due.items():
                step._take(leads)
                for lead in leads:
                    done[lead.id].add(step.id)
            inside = inside.filtered('pool_id')
        inside._plan_pool_steps()

    def _open_to_all(self):
        """Open leads whose time for seniors, or for the teams of their segment, is over."""
        now = self.env.cr.now()
        opened = self.browse()
        for pool, leads in self.filtered('pool_seniors_only').grouped('pool_id').items():
            over = now - timedelta(minutes=pool.senior_minutes)
            free = leads.filtered(lambda lead, over=over: lead.pooled_at <= over)
            free._write_distribution({'pool_seniors_only': False})
            pool._log(free, 'seniors')
            opened |= free
        shut = self.filtered(lambda lead: not lead.pool_opened)
        for segment, leads in shut.grouped('pool_segment_id').items():
            if segment.open_after_minutes and segment.fallback_team_ids:
                over = now - timedelta(minutes=segment.open_after_minutes)
                late = leads.filtered(lambda lead, over=over: lead.pool_segment_at <= over)
                late._write_distribution({'pool_opened': True})
                segment.pool_id._log(late, 'open')
                opened |= late
        if opened:
            opened._after_pooled('opened')

    def _write_opened(self, step):
        """Note which step was the last to open these leads to more teams; none if none has."""
        self._write_distribution({'pool_open_step_id': step.id, 'pool_opened': bool(step)})

    def _due_steps(self, done):
        """Return ``{step: leads}``: the first step of each lead that is due and not taken."""
        due = defaultdict(self.browse)
        now = self.env.cr.now()
        for lead in self:
            steps = (s for s in lead.pool_id.step_ids if s.id not in done[lead.id])
            step = next(steps, None)
            if step and step._moment(lead) <= now:
                due[step] |= lead
        return due

    def _update_segments(self):
        """Move leads to the segments that match them now, or out of a pool that has none."""
        for pool, leads in self.filtered('pool_id').grouped('pool_id').items():
            found = pool._segments_of(leads)
            for segment, matching in found.items():
                matching.filtered(
                    lambda lead, segment=segment: lead.pool_segment_id != segment
                )._move_to_segment(pool, segment)
            (leads - leads.browse().union(*found.values()))._leave_segments(pool)

    def _move_to_segment(self, pool, segment):
        if not self:
            return
        self._after_unpooled()
        before = self.grouped('pool_segment_id')
        self._write_distribution(
            {
                'pool_segment_id': segment.id,
                'pool_segment_at': segment and self.env.cr.now(),
                'pool_opened': False,
                'pool_open_step_id': False,
            }
        )
        for old, leads in before.items():
            pool._log(leads, 'segment', from_segment_id=old.id)
        self._plan_pool_steps()
        self._after_pooled('entered')

    def _leave_segments(self, pool):
        for old, leads in self.grouped('pool_segment_id').items():
            pool._log(leads, 'unsegmented', from_segment_id=old.id, segment_id=False)
        self._set_aside_unsegmented(pool)
        self._write_distribution({'pool_left_id': pool.id})

    def _set_aside_unsegmented(self, pool):
        """Put leads that no segment of their pool takes where everybody sees the reason."""
        if self:
            self._write_distribution(
                {
                    'distribution_state': 'unmatched',
                    'distribution_reason': self._reason('unsegmented', pool=pool.name),
                    'next_try_at': False,
                    'pool_id': False,
                }
            )

    def _follow_segment(self, vals):
        """Put leads of shotgun pools into the segment that their new values say."""
        if vals.keys() - PROTECTED_FIELDS and not self.env.context.get('lead_assigning'):
            # sudo: who changes a lead need not be one to whom its segment is open
            self.sudo().filtered(lambda lead: lead.pool_method == 'shotgun')._update_segments()

    def _mark_worked(self, moments=None):
        """Note that the reps have begun with the leads they had claimed.

        :param dict moments: ``{lead id: when}``, by default all now; a moment before a claim says
            nothing about it
        """
        if not self.env['lead.pool']._has_claims():
            return
        moments = moments or dict.fromkeys(self.ids, self.env.cr.now())
        # sudo: the log is nobody's to write; what was done to the lead shows that it is worked on
        stints = self.env['lead.assignment'].sudo()
        unworked = [('lead_id', 'in', self.ids), *stints._unworked_domain()]
        for stint in stints.search(unworked):
            if stint.assigned_at <= moments[stint.lead_id.id]:
                stint.worked_at = moments[stint.lead_id.id]

    @api.model
    def _cron_return_claims(self, batch_size=500):
        """Send claims that were not worked on in time back to their pools, the oldest first."""
        stints = self.env['lead.assignment'].sudo()
        due = [('return_at', '<=', self.env.cr.now()), *stints._unworked_domain()]

        def work(claims):
            late = lock_with_leads(claims, due)
            late._return_to_pools()
            return late

        cron = self.env.ref('lead_distribution.ir_cron_return_claims')
        run_batches(cron, stints, due, 'return_at, id', work, batch_size)

    def _return_to_pool(self, pool, user):
        """Have unworked leads of a rep lie in a pool again, for others to claim."""
        self._release('unworked')
        before = self._tracked_values()
        self.with_context(mail_notrack=True)._return_status()
        self._log_tracked_changes(before)
        if pool.active:
            reason = self._reason('unworked', user=user.name, pool=pool.name)
            self._enter_pool(pool, reason, 'returned', user_id=user.id)
        else:
            self._enqueue_distribution()
