from odoo import api, fields, models
from odoo.tools import SQL

ROLE_COLUMNS = {
    '1_generated': 'generated_by_id',
    '2_qualified': 'qualified_by_id',
    '3_follows_up': 'user_id',
    '4_closed': 'closed_by_id',
}


class LeadAccountabilityReport(models.Model):
    """Who answers for which leads: one row per lead and role that is named on it."""

    _name = 'lead.accountability.report'
    _inherit = ['lead.bound.mixin', 'lead.report.mixin']
    _description = "Accountability"
    _auto = False
    _rec_name = 'lead_id'
    _order = 'lead_id desc, role'
    _reads_visible_leads = True

    # the digit keeps the roles in their order wherever a client sorts them by value
    role = fields.Selection(
        [
            ('1_generated', "Generated"),
            ('2_qualified', "Qualified"),
            ('3_follows_up', "Follows up"),
            ('4_closed', "Closed"),
        ],
        readonly=True,
    )
    user_id = fields.Many2one('res.users', "Person", readonly=True)
    team_id = fields.Many2one('crm.team', "Sales Team", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    create_date = fields.Datetime("Generated On", readonly=True)
    lead_status_id = fields.Many2one('lead.status', "Status", readonly=True)
    won_status = fields.Selection(
        [('won', "Won"), ('lost', "Lost"), ('pending', "Pending")], "Outcome", readonly=True
    )
    lead_count = fields.Integer("Leads", readonly=True)
    open_count = fields.Integer("Open Leads", readonly=True)
    no_next_step_count = fields.Integer("Without Next Step", readonly=True)

    @property
    def _table_query(self) -> SQL:
        """Return open leads and others apart, so that an index finds those asked for."""
        return SQL("%s UNION ALL %s", self._rows(is_open=True), self._rows(is_open=False))

    @api.model
    def _rows(self, is_open) -> SQL:
        """Return each lead once per role; a set in the columns is cheaper than a join for each."""
        leads = self._visible_leads()
        condition, columns = self._open_condition(), ROLE_COLUMNS.values()
        return SQL(
            """
            SELECT lead.id * 10 + lead.number AS id, lead.id AS lead_id, lead.role,
                   lead.person AS user_id, lead.team_id, lead.company_id, lead.create_date,
                   lead.lead_status_id, lead.won_status, %(currency)s AS currency_id,
                   1 AS lead_count, %(is_open)s::int AS open_count,
                   (%(is_open)s AND NOT EXISTS (
                        SELECT FROM mail_activity activity
                         WHERE activity.res_model = 'crm.lead' AND activity.res_id = lead.id
                           AND activity.active
                           AND activity.activity_type_id IS DISTINCT FROM %(question)s
                   ))::int AS no_next_step_count
              FROM (
                SELECT crm_lead.id, crm_lead.team_id, crm_lead.company_id, crm_lead.create_date,
                       crm_lead.lead_status_id, crm_lead.won_status, unnest(%(numbers)s) AS number,
                       unnest(%(roles)s::varchar[]) AS role, unnest(ARRAY[%(people)s]) AS person
                  FROM %(source)s
                 WHERE %(condition)s AND %(visible)s
              ) AS lead
             WHERE lead.person IS NOT NULL OR lead.number = 3 AND %(is_open)s
            """,
            currency=self._report_currency(),
            is_open=is_open,
            question=self.env['crm.lead']._question_type().id or None,
            numbers=[int(role[0]) for role in ROLE_COLUMNS],
            roles=list(ROLE_COLUMNS),
            people=SQL(", ").join(SQL.identifier('crm_lead', name) for name in columns),
            source=leads.from_clause,
            condition=condition if is_open else SQL("(%s) IS NOT TRUE", condition),
            visible=leads.where_clause or SQL("TRUE"),
        )

    @api.model
    def _visible_leads(self):
        """Return the leads one may see: no other is read, so that none is looked for row by row."""
        return self.env['crm.lead'].with_context(active_test=False)._search([])

    @api.model
    def _open_condition(self) -> SQL:
        return SQL(
            """crm_lead.active AND crm_lead.won_status = 'pending'
               AND COALESCE(crm_lead.lead_status_id, 0) != ALL (ARRAY(
                   SELECT id FROM lead_status WHERE meaning IN %s))""",
            ('recycle', 'unreachable', 'trash'),
        )
