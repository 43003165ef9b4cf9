from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .sentences import exclusion_text, reason_sentence

FAILED_REASONS = ('lapsed', 'returned', 'unworked')
HISTORY = ['lead_id', 'user_id', 'released_at', 'release_reason']


class LeadAssignment(models.Model):
    """One stint of one rep on one lead: how it began, why, and how it ended."""

    _name = 'lead.assignment'
    _inherit = 'lead.bound.mixin'
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

    # at most one owner, whatever the code above believes
    _open_uniq = models.UniqueIndex(
        '(lead_id) WHERE released_at IS NULL', "This lead has an owner already. Please reload it."
    )
    _user_assigned_idx = models.Index('(user_id, assigned_at)')
    _share_day_idx = models.Index('((assigned_at::date)) WHERE member_id IS NOT NULL')

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
        self.flush_model([column, 'assigned_at', 'origin'])
        rows = SQL(', ').join(
            SQL('(%s, %s::timestamp, %s::timestamp)', key, *spans[key]) for key in sorted(spans)
        )
        counts = self.env.execute_query(
            SQL(
                """
                SELECT span.id, COUNT(*) FILTER (WHERE assigned_at >= span.day), COUNT(*)
                  FROM lead_assignment
                  JOIN (VALUES %s) AS span (id, day, week) ON span.id = %s
                 WHERE assigned_at >= span.week AND origin != 'manual'
                   AND lead_id NOT IN %s
                 GROUP BY span.id
                """,
                rows,
                SQL.identifier('lead_assignment', column),
                tuple(self.env['crm.lead']._not_given()),
            )
        )
        return {key: (today, week) for key, today, week in counts}
