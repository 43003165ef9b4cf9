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
        return SQL(
            """
            SELECT lead.id * 10 + lead.number AS id, lead.id AS lead_id, lead.role,
                   lead.person AS user_id, lead.team_id, lead.company_id, lead.create_date,
                   lead.lead_status_id, lead.won_status, %s AS currency_id, 1 AS lead_count,
                   lead.is_open::int AS open_count,
                   (lead.is_open AND NOT EXISTS (
                        SELECT FROM mail_activity activity
                         WHERE activity.res_model = 'crm.lead' AND activity.res_id = lead.id
                           AND activity.active
                           AND activity.activity_type_id IS DISTINCT FROM %s
                   ))::int AS no_next_step_count
              FROM (%s) AS lead
             WHERE lead.person IS NOT NULL OR lead.number = 3 AND lead.is_open
            """,
            self._report_currency(),
            self.env['crm.lead']._question_type().id or None,
            self._roles(),
        )

    @api.model
    def _roles(self) -> SQL:
        """Return each lead once per role; a set in the columns is cheaper than a join for each."""
        return SQL(
            """
            SELECT lead.id, lead.team_id, lead.company_id, lead.create_date, lead.lead_status_id,
                   lead.won_status,
                   lead.active AND lead.won_status = 'pending'
                       AND COALESCE(status.meaning, 'new') NOT IN %s AS is_open,
                   unnest(%s) AS number, unnest(%s::varchar[]) AS role, unnest(ARRAY[%s]) AS person
              FROM crm_lead lead
         LEFT JOIN lead_status status ON status.id = lead.lead_status_id
            """,
            ('recycle', 'unreachable', 'trash'),
            [int(role[0]) for role in ROLE_COLUMNS],
            list(ROLE_COLUMNS),
            SQL(", ").join(SQL.identifier('lead', column) for column in ROLE_COLUMNS.values()),
        )
