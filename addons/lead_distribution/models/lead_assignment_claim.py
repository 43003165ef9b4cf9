import itertools
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine import Claims
from .working_time import WorkingTime

# with these a lead came to a pool or segment, for its own members alone
ARRIVALS = ('entered', 'returned', 'segment')


class LeadAssignment(models.Model):
    """Claims: whether the rep has begun with the lead, and when it goes back if not."""

    _inherit = 'lead.assignment'

    worked_at = fields.Datetime(
        "Worked On", help="When the salesperson began with a lead he had claimed."
    )
    return_at = fields.Datetime(
        "Back in the Pool On", help="When the lead goes back if its salesperson has not begun."
    )

    _unworked_idx = models.Index(
        "(user_id, pool_id) WHERE released_at IS NULL AND worked_at IS NULL AND origin = 'claim'"
    )
    _return_idx = models.Index(
        "(return_at) WHERE released_at IS NULL AND worked_at IS NULL AND return_at IS NOT NULL"
    )

    @api.model
    def _unworked_domain(self):
        """Return which stints are claims that their reps have not begun with."""
        return [
            ('released_at', '=', False),
            ('worked_at', '=', False),
            ('origin', '=', 'claim'),
        ]

    def _fellow_members(self):
        """Return to whom a claimed lead was open as well: next teams only if it was opened."""
        pool = self.pool_id
        log = self.lead_id.pool_log_ids.filtered(
            lambda row: row.pool_id == pool and row.date <= self.assigned_at
        )
        # the newest first: what happened since it came to where it was claimed
        since = itertools.takewhile(lambda row: row.kind not in ARRIVALS, log)
        opened = log.browse(row.id for row in since if row.kind == 'open')
        if pool.method != 'shotgun':
            return pool.member_ids | opened.step_id.member_ids
        segment = log[:1].segment_id
        if not opened:
            return segment.member_ids
        return segment.member_ids | segment.fallback_member_ids

    @api.model
    def _claims_of(self, user, pool):
        """Return what a user has claimed from a pool, in one query that reads no more than a day.

        Whoever calls holds the lock of the user, so that no claim is missed.
        """
        now = self.env.cr.now()
        hour, day = now - timedelta(hours=1), user._lead_midnight()
        self.flush_model(['user_id', 'pool_id', 'origin', 'assigned_at', 'released_at'])
        self.flush_model(['worked_at'])
        [counts] = self.env.execute_query(
            SQL(
                """
                SELECT (SELECT COUNT(*) FROM lead_assignment
                         WHERE user_id = %(user)s AND pool_id = %(pool)s AND origin = 'claim'
                           AND released_at IS NULL AND worked_at IS NULL),
                       COUNT(*) FILTER (WHERE assigned_at > %(hour)s),
                       COUNT(*) FILTER (WHERE assigned_at >= %(day)s),
                       MAX(assigned_at)
                  FROM lead_assignment
                 WHERE user_id = %(user)s AND pool_id = %(pool)s AND origin = 'claim'
                   AND assigned_at >= %(since)s
                """,
                user=user.id,
                pool=pool.id,
                hour=hour,
                day=day,
                since=min(hour, day, now - timedelta(minutes=pool.cool_down_minutes)),
            )
        )
        return Claims(*counts)

    def _plan_return(self):
        """Note when these claims go back to their pools, by the working time of their reps."""
        claims = self.filtered(lambda stint: stint.origin == 'claim' and stint.pool_id)
        claims = claims.filtered('pool_id.return_minutes')
        if not claims:
            return
        groups = defaultdict(self.browse)
        for stint in claims:
            groups[stint.pool_id, stint.user_id, stint.team_id, stint.company_id] |= stint
        jobs = [
            (
                user._get_schedule(team, company or user.company_id),
                self.env.cr.now().replace(microsecond=0),
                timedelta(minutes=pool.return_minutes),
            )
            for pool, user, team, company in groups
        ]
        for stints, job, end in zip(groups.values(), jobs, WorkingTime().plan(jobs), strict=True):
            schedule, start, work = job
            # who has no fixed hours works by the clock; who has no hour at all keeps his leads
            stints.return_at = end if schedule else start + work
        moments = set(claims.filtered('return_at').mapped('return_at'))
        self.env.ref('lead_distribution.ir_cron_return_claims')._trigger(moments)

    def _return_to_pools(self):
        """Send these claims back, each to the pool it came from."""
        for (pool, user), stints in self.grouped(lambda one: (one.pool_id, one.user_id)).items():
            stints.lead_id._return_to_pool(pool, user)
