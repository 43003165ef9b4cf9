import itertools

from odoo import fields, models
from odoo.tools import SQL

from ..assignment.lead_assignment import FAILED_REASONS
from .crm_lead import ORDERS, PLACE

LOOK_AHEAD = 20

COLUMNS = 'id, lead_grade, lead_score, priority, pooled_at'


class LeadPool(models.Model):
    _inherit = 'lead.pool'

    def _lock_best_lead(self, user):
        """Return the best free lead for a user, locked; none if there is none.

        Leads that others are claiming, or have claimed meanwhile, are passed over. When that is
        so with all, e.g. because a run scores them, the best one is waited for.
        """
        while leads := self._best_leads(user):
            for lead in leads:
                if lead._try_claim_lock(self):
                    return lead
            leads[0]._lock_for_claim()
            if leads[0].pool_id == self:
                return leads[0]
        return self.env['crm.lead']

    def _best_leads(self, user):
        """Return the first leads of those the user may claim, in the order of the pool.

        Each place (a company, a segment, open to whom) is the beginning of an index, so that no
        more rows are read than are returned, however many wait.
        """
        self.env['crm.lead'].flush_model()
        order = SQL(ORDERS[self.order])
        full_grades = self._full_grades(user)
        selects = [
            SQL(
                '(SELECT %s FROM crm_lead AS lead WHERE %s AND %s ORDER BY %s LIMIT %s)',
                SQL(COLUMNS),
                self._place_condition(*place),
                self._not_for(user, place[0], full_grades),
                order,
                LOOK_AHEAD,
            )
            for place in self._places_of(user)
        ]
        if not selects:
            return self.env['crm.lead']
        rows = self.env.execute_query(
            SQL(
                'SELECT id FROM (%s) AS lead ORDER BY %s LIMIT %s',
                SQL(' UNION ALL ').join(selects),
                order,
                LOOK_AHEAD,
            )
        )
        return self.env['crm.lead'].browse(lead_id for [lead_id] in rows)

    def _places_of(self, user):
        """Return ``[(company id, *home, seniors only)]`` of the places the user may claim from."""
        companies = [0, *(self.company_id or user.company_ids).ids]
        seniors = [False, True] if user._among(self, 'senior_user_ids') else [False]
        homes = (
            self._segments_open_to(user) if self.method == 'shotgun' else self._steps_open_to(user)
        )
        return [
            (company_id, *home, seniors_only)
            for company_id, home, seniors_only in itertools.product(companies, homes, seniors)
        ]

    def _segments_open_to(self, user):
        """Return ``[(segment id, opened, 0)]`` of where a shotgun pool has leads for the user."""
        own = user._among(self.segment_ids, 'member_ids')
        fallback = user._among(self.segment_ids - own, 'fallback_member_ids')
        homes = [(segment.id, is_opened, 0) for segment in own for is_opened in (False, True)]
        return homes + [(segment.id, True, 0) for segment in fallback]

    def _steps_open_to(self, user):
        """Return ``[(0, opened, step id)]`` of where another pool has leads for the user."""
        is_member = bool(user._among(self, 'member_ids'))
        steps = self.step_ids._opening() if is_member else self.step_ids._open_to(user)
        return [(0, False, 0)] * is_member + [(0, True, step.id) for step in steps]

    def _place_condition(self, company_id, segment_id, opened, step_id, seniors_only):
        return SQL(
            '(pool_id, %s) = (%s, %s, %s, %s, %s, %s)',
            SQL(PLACE),
            self.id,
            company_id,
            segment_id,
            opened,
            step_id,
            seniors_only,
        )

    def _not_for(self, user, company_id, full_grades):
        """Return that a lead is none the user is to be spared, or has enough of."""
        company = self.env['res.company'].browse(company_id) or self.env.company
        since = company._cool_off_start()
        return SQL(
            """(lead_grade = ANY(%s::varchar[])) IS NOT TRUE
               AND NOT EXISTS (
                   SELECT 1 FROM lead_assignment AS stint
                    WHERE stint.lead_id = lead.id AND stint.user_id = %s
                      AND stint.release_reason IN %s AND stint.released_at > %s)""",
            full_grades,
            user.id,
            FAILED_REASONS,
            since or fields.Datetime.to_datetime('1970-01-01'),
        )

    def _full_grades(self, user):
        """Return the grades of which the user holds as many open leads as he may."""
        caps = self._limits()['grade_caps']
        load = user.sudo()._lead_loads()[user.id] if caps else None  # his own load
        return [grade for grade, cap in caps if load.grades.get(grade, 0) >= cap]
