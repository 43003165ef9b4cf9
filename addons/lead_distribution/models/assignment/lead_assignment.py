from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.sentences import exclusion_text, reason_sentence

FAILED_REASONS = ('lapsed', 'returned', 'unworked')

HISTORY = ['lead_id', 'user_id', 'released_at', 'release_reason']

# what counts against limits: all that somebody was given, not what they typed in themselves
WAS_GIVEN = "reason IS DISTINCT FROM 'created'"

CREDITED_REASONS = ('lapsed', 'returned', 'reassigned', 'archived', 'leave', 'team_changed')

UNTOUCHED_MEANINGS = (False, 'new', 'passed')


class LeadAssignment(models.Model):
    """One stint of one rep on one lead: how it began, why, and how it ended.

    Turns that reps get back because their leads were taken from them.

    Every run writes the counters of a rule. If a person who takes a lead by hand wrote them as
    well, the two would refuse each other; so he leaves a note, and the next run acts on it.

    Leads that go back because the rep who has not touched them is gone.
    """

    _name = 'lead.assignment'
    _inherit = ['lead.bound.mixin']
    _description = "Lead Assignment"
    _order = 'assigned_at desc, id desc'
    _rec_name = 'lead_id'

    lead_id = fields.Many2one('crm.lead', required=True, index=True, ondelete='cascade')
    user_id = fields.Many2one(
        'res.users', "Salesperson", required=True, index=True, ondelete='restrict'
    )
    team_id = fields.Many2one('crm.team', "Sales Team", index='btree_not_null')
    company_id = fields.Many2one('res.company', index='btree_not_null')
    rule_id = fields.Many2one('lead.distribution.rule', index='btree_not_null')
    member_id = fields.Many2one('lead.distribution.member', index='btree_not_null')
    pool_id = fields.Many2one('lead.pool', index='btree_not_null')
    territory_id = fields.Many2one(
        'lead.territory', index='btree_not_null', help="The territory the lead belongs to."
    )
    overflow_territory_id = fields.Many2one(
        'lead.territory',
        "Taken Over By",
        index='btree_not_null',
        help="The territory that took the lead, because its own could not.",
    )
    tier_id = fields.Many2one('lead.distribution.tier', index='btree_not_null')
    origin = fields.Selection(
        [
            ('rule', "Rule"),
            ('claim', "Claimed"),
            ('manual', "By hand"),
            ('escalation', "Escalation"),
        ],
        required=True,
    )
    reason = fields.Char("Reason Key", readonly=True)
    note = fields.Text(help="What a person or another app added about this assignment.")
    explanation = fields.Text("Why", compute='_compute_explanation')
    exclusions = fields.Json("Exclusions")
    exclusion_text = fields.Text("Why Not Others", compute='_compute_exclusion_text')
    assigned_by_id = fields.Many2one('res.users', "Assigned By", ondelete='set null')
    assigned_at = fields.Datetime("Assigned On", required=True, index=True)
    latency_minutes = fields.Float(
        "Minutes to Assign",
        aggregator='avg',
        help="From the capture of the lead (or its return) until this salesperson had it.",
    )
    booked = fields.Float(
        digits=0,
        help="What this lead counted in the turn of its rule, given back if it is taken back.",
    )
    tier_booked = fields.Float(digits=0, help="What this lead counted in the share of its tier.")
    released_at = fields.Datetime("Released On")
    release_reason = fields.Selection(
        [
            ('lapsed', "Response time missed"),
            ('returned', "Returned by the salesperson"),
            ('reassigned', "Reassigned by hand"),
            ('recycled', "Back to marketing"),
            ('closed', "Lead closed"),
            ('archived', "Salesperson archived"),
            ('leave', "Salesperson on leave"),
            ('team_changed', "Salesperson left the team or rule"),
            ('unworked', "Claimed and not worked on"),
        ]
    )
    release_note = fields.Text()
    credit_due = fields.Boolean("Turn to Be Given Back", readonly=True, copy=False)

    # at most one owner, whatever the code above believes
    _open_uniq = models.UniqueIndex(
        '(lead_id) WHERE released_at IS NULL', "This lead has an owner already. Please reload it."
    )
    _user_assigned_idx = models.Index('(user_id, assigned_at)')
    _share_day_idx = models.Index('((assigned_at::date)) WHERE member_id IS NOT NULL')
    _credit_due_idx = models.Index('(rule_id) WHERE credit_due')

    @api.depends('reason', 'rule_id', 'pool_id', 'user_id', 'assigned_by_id', 'note', 'tier_id')
    @api.depends_context('lang')
    def _compute_explanation(self):
        # rules and pools may be out of the reader's reach; their names are not secret to him who
        # may read the assignment
        for assignment in self:
            su = assignment.sudo()
            words = [
                reason_sentence(
                    self.env,
                    su.reason,
                    rule=su.rule_id.name or "",
                    pool=su.pool_id.name or "",
                    user=su.user_id.name,
                    member=su.member_id.user_id.name or "",
                    by=su.assigned_by_id.name or "",
                    tier=su.tier_id.name or "",
                    territory=su.territory_id.name or "",
                    overflow=su.overflow_territory_id.name or "",
                ),
                su.note,
            ]
            assignment.explanation = "\n".join(filter(None, words))

    @api.depends('exclusions')
    @api.depends_context('lang')
    def _compute_exclusion_text(self):
        for assignment in self:
            assignment.exclusion_text = exclusion_text(self.env, assignment.exclusions)

    def _close(self, release_reason, note=''):
        """End these stints; whoever's lead was taken back will get his turn back."""
        if not self:
            return
        self.write(
            {
                'released_at': self.env.cr.now(),
                'release_reason': release_reason,
                'release_note': note or False,
            }
        )
        self._owe_credit(release_reason)
        self.flush_recordset(['released_at'])  # before the next stint, which must find it closed
        self._close_activities()
        self.lead_id._after_release(self)

    @api.model
    def _failed_user_ids(self, leads):
        """Return ``{lead id: ids of the reps who failed the lead and are spared it still}``."""
        failed = Domain('lead_id', 'in', leads.ids) & Domain('release_reason', 'in', FAILED_REASONS)
        return self.search_fetch(failed, HISTORY)._who_failed()

    def _who_failed(self):
        """Return ``{lead id: ids of the reps}`` of those of these stints that still count.

        How long that is, the lead's company says.
        """
        failed = defaultdict(set)
        for stint in self.filtered(lambda stint: stint.release_reason in FAILED_REASONS):
            since = (stint.lead_id.company_id or self.env.company)._cool_off_start()
            if not since or stint.released_at > since:
                failed[stint.lead_id.id].add(stint.user_id.id)
        return {lead_id: frozenset(user_ids) for lead_id, user_ids in failed.items()}

    @api.model
    def _lapsed_user_ids(self, leads):
        """Return ``{lead id: ids of the reps who ever let the lead lapse}``."""
        rows = self._read_group(
            [('lead_id', 'in', leads.ids), ('release_reason', '=', 'lapsed')],
            ['lead_id'],
            ['user_id:recordset'],
        )
        return {lead.id: frozenset(users.ids) for lead, users in rows}

    @api.model
    def _count_given(self, column, spans):
        """Return ``{id: (leads since its day began, since its week began)}``, in one query.

        :param str column: ``user_id``, ``team_id`` or ``territory_id``
        :param spans: ``{id: (start of its day, start of its week)}``
        """
        if not spans:
            return {}
        self.flush_model([column, 'assigned_at', 'reason'])
        rows = SQL(', ').join(
            SQL('(%s, %s::timestamp, %s::timestamp)', key, *spans[key]) for key in sorted(spans)
        )
        counts = self.env.execute_query(
            SQL(
                """
                SELECT span.id, COUNT(*) FILTER (WHERE assigned_at >= span.day), COUNT(*)
                  FROM lead_assignment
                  JOIN (VALUES %s) AS span (id, day, week) ON span.id = %s
                 WHERE assigned_at >= span.week AND %s AND lead_id NOT IN %s
                 GROUP BY span.id
                """,
                rows,
                SQL.identifier('lead_assignment', column),
                SQL(WAS_GIVEN),
                tuple(self.env['crm.lead']._not_given()),
            )
        )
        return {key: (today, week) for key, today, week in counts}

    def _owe_credit(self, release_reason):
        """Note that the reps get the turns back that these stints took."""
        if release_reason not in CREDITED_REASONS:
            return
        owed = self.filtered(lambda stint: stint.member_id or stint.tier_id)
        if release_reason == 'returned':
            owed = owed.filtered(lambda stint: stint.rule_id.replacement != 'never')
        if owed:
            owed.credit_due = True
            self.env['crm.lead']._trigger_distribution()

    @api.model
    def _credit_in(self, rules):
        """Give back what is due in these rules, whose members and tiers the caller has locked."""
        self.search([('credit_due', '=', True), ('rule_id', 'in', rules.ids)])._credit()

    def _credit(self):
        if not self:
            return
        self.env['lead.distribution.member']._credit(self)
        self.env['lead.distribution.tier']._credit(self)
        first = self.filtered(
            lambda stint: (
                stint.release_reason == 'returned' and stint.rule_id.replacement == 'at_once'
            )
        )
        first.member_id._move_to_front()
        self.credit_due = False

    def _credit_alone(self):
        """Give back what is due of these stints; return those that could be locked."""
        stints = self.try_lock_for_update(allow_referencing=True)
        rules = stints.rule_id
        rules.member_ids._lock()
        rules.tier_ids._lock()
        stints.filtered('credit_due')._credit()
        return stints

    @api.model
    def _open_of(self, users, domain=Domain.TRUE, by_hand=False):
        """Return the open assignments of these users; ``by_hand``: those by hand as well."""
        return self.search(
            Domain('user_id', 'in', users.ids)
            & Domain('released_at', '=', False)
            & (Domain.TRUE if by_hand else Domain('origin', '!=', 'manual'))
            & Domain('lead_id.won_status', '=', 'pending')
            & domain
        )

    def _filter_untouched(self):
        """Return the stints in which the rep has done nothing with the lead yet."""
        return self.filtered(
            lambda stint: (
                stint.lead_id.user_id == stint.user_id
                and stint.lead_id.lead_status_meaning in UNTOUCHED_MEANINGS
            )
        )

    def _give_back(self, release_reason, note=''):
        """Send the untouched leads of these stints back into distribution.

        A lead that somebody works on this moment is touched by that and stays.
        """
        leads = self._filter_untouched().lead_id.try_lock_for_update(allow_referencing=True)
        if leads:
            leads._release(release_reason, note)
            leads._enqueue_distribution()
        return leads

    def _after_days(self, absence):
        """Return the stints whose company does not wait for a rep who is gone that long."""

        def is_too_long(stint):
            days = stint._policy_company().lead_leave_days
            return days and absence > timedelta(days=days)

        return self.filtered(is_too_long)

    def _policy_company(self):
        self.ensure_one()
        return self.company_id or self.user_id.company_id

    def _give_back_on_team_change(self):
        """Send the leads back whose company wants that when a rep leaves the team or the rule."""
        returning = self.filtered(lambda stint: stint._policy_company().lead_team_change_returns)
        return returning._give_back('team_changed')
