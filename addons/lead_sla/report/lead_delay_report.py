from odoo import api, fields, models
from odoo.tools import SQL


class LeadDelayReport(models.Model):
    """Two rows per assignment: the delay of the system and that of the salesperson."""

    _name = 'lead.delay.report'
    _inherit = ['lead.report.mixin']
    _description = "Delay of System and Salespeople"
    _auto = False
    _rec_name = 'lead_id'
    _order = 'assigned_at desc, id desc'

    party = fields.Selection(
        [('1_system', "System"), ('2_rep', "Salesperson")],
        "Delay Of",
        readonly=True,
        help="System: from the capture of the lead, or its return, until the salesperson had it. "
        "Salesperson: from then on to the first touch.",
    )
    assigned_at = fields.Datetime("Assigned On", readonly=True)
    user_id = fields.Many2one('res.users', "Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', "Sales Team", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    rule_id = fields.Many2one('lead.distribution.rule', readonly=True)
    pool_id = fields.Many2one('lead.pool', readonly=True)
    origin = fields.Selection(
        lambda self: self.env['lead.assignment']._fields['origin']._description_selection(self.env),
        readonly=True,
    )
    minutes = fields.Float("Average Minutes", aggregator='avg', readonly=True)
    longest = fields.Float("Longest Minutes", aggregator='max', readonly=True)
    stints = fields.Integer("Assignments", readonly=True)

    @property
    def _table_query(self) -> SQL:
        """Return one query per party: a delay that has not ended yet has no minutes."""
        salesperson = SQL(
            """(SELECT CASE WHEN first.date <= COALESCE(assignment.released_at, 'infinity')
                            THEN date_part('epoch', first.date - assignment.assigned_at) / 60 END
                  FROM (SELECT %s AS date OFFSET 0) AS first)""",
            self._first_touch(),
        )
        return SQL(
            "%s UNION ALL %s",
            self._rows(0, '1_system', SQL("assignment.latency_minutes::float8")),
            self._rows(1, '2_rep', salesperson),
        )

    @api.model
    def _rows(self, number, party, minutes) -> SQL:
        return SQL(
            """
            SELECT assignment.id * 2::bigint + %(number)s AS id, %(party)s AS party,
                   assignment.lead_id, assignment.assigned_at, assignment.user_id,
                   assignment.team_id, assignment.company_id, assignment.rule_id,
                   assignment.pool_id, assignment.origin,
                   %(minutes)s AS minutes, %(minutes)s AS longest, 1 AS stints,
                   %(currency)s AS currency_id
              FROM lead_assignment AS assignment
            """,
            number=number,
            party=party,
            minutes=minutes,
            currency=self._report_currency(),
        )

    @api.model
    def _first_touch(self) -> SQL:
        """Return the first touch since an assignment began; looked for here until it is stored."""
        return SQL(
            """COALESCE(assignment.first_touch_at, (
                SELECT MIN(touch.date) FROM lead_touch AS touch
                 WHERE touch.lead_id = assignment.lead_id AND touch.direction = 'out'
                   AND touch.date >= assignment.assigned_at
            ))"""
        )
