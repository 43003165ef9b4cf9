import itertools
from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...engine import Claims, Load
from ...tools.working_time import WorkingTime
from ..assignment.lead_assignment import WAS_GIVEN

# with these a lead came to a pool or segment, for its own members alone
ARRIVALS = ('entered', 'returned', 'segment')

COUNTED = ['user_id', 'pool_id', 'origin', 'reason', 'assigned_at', 'released_at', 'worked_at']

# of all stints of a user since then, what he was given and what he claimed from the pool
LOAD_AND_CLAIMS = """
    SELECT COUNT(*) FILTER (WHERE was_given AND assigned_at >= %(day)s),
           COUNT(*) FILTER (WHERE was_given AND assigned_at >= %(week)s),
           %(held)s,
           %(unworked)s,
           COUNT(*) FILTER (WHERE is_claim AND assigned_at > %(hour)s),
           COUNT(*) FILTER (WHERE is_claim AND assigned_at >= %(day)s),
           MAX(assigned_at) FILTER (WHERE is_claim AND assigned_at >= %(claims_since)s)
      FROM (SELECT assigned_at, origin = 'claim' AND pool_id = %(pool)s AS is_claim,
                   %(was_given)s AS was_given
              FROM lead_assignment
             WHERE user_id = %(user)s
               AND assigned_at >= LEAST(%(week)s::timestamp, %(claims_since)s)) AS stint
"""

HELD_BY_GRADE = """
    (SELECT COALESCE(jsonb_object_agg(grade, number), '{}')
       FROM (SELECT COALESCE(lead_grade, '') AS grade, COUNT(*) AS number
               FROM crm_lead
              WHERE user_id = %s AND active AND won_status = 'pending'
              GROUP BY 1) AS held)
"""

HELD = """
    (SELECT jsonb_build_object('', COUNT(*))
       FROM crm_lead
      WHERE user_id = %s AND active AND won_status = 'pending')
"""

UNWORKED = """
    (SELECT COUNT(*) FROM lead_assignment
      WHERE user_id = %s AND pool_id = %s AND origin = 'claim'
        AND released_at IS NULL AND worked_at IS NULL)
"""


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
    def _load_and_claims(self, user, pool, candidate):
        """Return what a user carries and what he has claimed from a pool: ``(Load, Claims)``.

        One query that reads no more than a week of the log. Whoever calls holds the lock of the
        user, so that nothing is missed.
        """
        now = self.env.cr.now()
        hour, day, week = now - timedelta(hours=1), user._lead_midnight(), user._lead_week_start()
        claims_since = min(hour, day, now - timedelta(minutes=pool.cool_down_minutes))
        self.flush_model(COUNTED)
        self.env['crm.lead'].flush_model(['user_id', 'active', 'won_status', 'lead_grade'])
        # what no limit asks for is not told apart, or not counted
        held = SQL(HELD_BY_GRADE if candidate.grade_caps else HELD, user.id)
        unworked = SQL(UNWORKED, user.id, pool.id) if pool.unworked_claim_cap else SQL('0')
        [(today, this_week, grades, *claims)] = self.env.execute_query(
            SQL(
                LOAD_AND_CLAIMS,
                user=user.id,
                pool=pool.id,
                held=held,
                unworked=unworked,
                was_given=SQL(WAS_GIVEN),
                hour=hour,
                day=day,
                week=week,
                claims_since=claims_since,
            )
        )
        load = Load(today=today, week=this_week, open=sum(grades.values()), grades=grades)
        return load, Claims(*claims)

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
