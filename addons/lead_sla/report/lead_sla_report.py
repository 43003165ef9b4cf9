from odoo import api, fields, models
from odoo.tools import SQL


class LeadSlaReport(models.Model):
    """How promises are kept: one row per clock that counts, seen by who was answerable."""

    _name = 'lead.sla.report'
    _inherit = ['lead.report.mixin']
    _description = "SLA Results"
    _auto = False
    _rec_name = 'lead_id'
    _order = 'deadline desc, id desc'

    policy_id = fields.Many2one('lead.sla.policy', readonly=True)
    kind = fields.Selection(
        lambda self: self.env['lead.sla.target']._fields['kind']._description_selection(self.env),
        "Promise",
        readonly=True,
    )
    state = fields.Selection(
        lambda self: self.env['lead.sla']._fields['state']._description_selection(self.env),
        "Result",
        readonly=True,
    )
    user_id = fields.Many2one('res.users', "Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', "Sales Team", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    source_id = fields.Many2one('utm.source', readonly=True)
    lead_grade = fields.Selection(
        lambda self: self.env['crm.lead']._fields['lead_grade']._description_selection(self.env),
        "Grade",
        readonly=True,
    )
    started_at = fields.Datetime("Started On", readonly=True)
    deadline = fields.Datetime("Due On", readonly=True)
    met_at = fields.Datetime("Done On", readonly=True)
    clocks = fields.Integer("Promises", readonly=True)
    met = fields.Integer("Met", readonly=True)
    logged_late = fields.Integer(
        "Met, Logged Late",
        readonly=True,
        help="Of those met: done in time as it was noted after they had been missed.",
    )
    missed = fields.Integer("Missed", readonly=True)
    never = fields.Integer(
        "Never Done", readonly=True, help="Missed, and not done later by who was answerable."
    )
    met_rate = fields.Float(
        "Met of Decided (%)",
        aggregator='avg',
        readonly=True,
        help="Of the clocks that have ended; what still runs or is paused is left out.",
    )
    response_minutes = fields.Float("Minutes Taken", aggregator='avg', readonly=True)
    response_working_minutes = fields.Float(
        "Working Minutes Taken", aggregator='avg', readonly=True
    )

    @property
    def _table_query(self) -> SQL:
        columns = {**self._dimensions(), **self._measures()}
        # each clock has a lead; a left join PostgreSQL leaves out where nobody asks for its columns
        return SQL(
            """
            SELECT clock.id, %s
              FROM lead_sla AS clock
         LEFT JOIN crm_lead AS lead ON lead.id = clock.lead_id
             WHERE clock.state != 'cancelled'
            """,
            SQL(", ").join(
                SQL("%s AS %s", expression, SQL.identifier(name))
                for name, expression in columns.items()
            ),
        )

    @api.model
    def _dimensions(self):
        """Return ``{column: SQL}`` of what is grouped and filtered by."""
        clock = (
            'lead_id',
            'policy_id',
            'kind',
            'state',
            'user_id',
            'team_id',
            'company_id',
            'started_at',
            'deadline',
            'met_at',
        )
        return {
            **{name: SQL("clock.%s", SQL.identifier(name)) for name in clock},
            'source_id': SQL("lead.source_id"),
            'lead_grade': SQL("lead.lead_grade"),
            'currency_id': self._report_currency(),
        }

    @api.model
    def _measures(self):
        """Return ``{column: SQL}`` of what is added up; averages leave out what is empty."""
        return {
            'clocks': SQL("1"),
            'met': SQL("(clock.state = 'met')::int"),
            'logged_late': SQL("(clock.state = 'met' AND clock.logged_late IS TRUE)::int"),
            'missed': SQL("(clock.state = 'missed')::int"),
            'never': SQL("(clock.state = 'missed' AND clock.met_at IS NULL)::int"),
            # the mean of these is met / (met + missed), whatever the group
            'met_rate': SQL(
                "CASE clock.state WHEN 'met' THEN 100::float8 WHEN 'missed' THEN 0::float8 END"
            ),
            'response_minutes': SQL(
                "CASE WHEN clock.met_at IS NOT NULL THEN clock.response_minutes END"
            ),
            'response_working_minutes': SQL(
                "CASE WHEN clock.met_at IS NOT NULL THEN clock.response_working_minutes END"
            ),
        }
