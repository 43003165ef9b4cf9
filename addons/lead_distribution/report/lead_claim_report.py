from odoo import api, fields, models
from odoo.tools import SQL


class LeadClaimReport(models.Model):
    """One lead that a salesperson claimed from a pool, or that a rule gave him, and what followed.

    Percentages are means of 0 and 100, so that they are right in every group.
    """

    _name = 'lead.claim.report'
    _inherit = ['lead.based.report']
    _description = "Push and Pull"
    _auto = False
    _rec_name = 'lead_id'
    _order = 'assigned_at desc, id desc'

    lead_id = fields.Many2one('crm.lead', readonly=True)
    user_id = fields.Many2one('res.users', "Salesperson", readonly=True)
    team_id = fields.Many2one('crm.team', "Sales Team", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    pool_id = fields.Many2one('lead.pool', readonly=True)
    rule_id = fields.Many2one('lead.distribution.rule', readonly=True)
    lead_grade = fields.Selection(
        selection=lambda self: self.env['crm.lead']._fields['lead_grade'].selection,
        string="Grade",
        readonly=True,
    )
    origin = fields.Selection(
        [('claim', "Claimed (pull)"), ('rule', "Given by a rule (push)")], "Way", readonly=True
    )
    assigned_at = fields.Datetime("Assigned On", readonly=True)
    hour = fields.Selection(
        '_select_hour', "Hour of the Day", readonly=True, help="In the salesperson's time zone."
    )
    minutes_to_claim = fields.Float(
        "Minutes to Claim",
        aggregator='avg',
        readonly=True,
        help="From the moment the lead came into the pool until somebody claimed it.",
    )
    leads = fields.Integer(readonly=True)
    returned = fields.Integer("Returns", readonly=True)
    return_rate = fields.Float("Returned (%)", aggregator='avg', readonly=True)
    won = fields.Integer(readonly=True)
    opportunity_rate = fields.Float("Opportunities (%)", aggregator='avg', readonly=True)
    win_rate = fields.Float("Won (%)", aggregator='avg', readonly=True)

    @api.model
    def _select_hour(self):
        return [(f'{hour:02}', f'{hour:02}:00') for hour in range(24)]

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT stint.id, stint.lead_id, stint.user_id, stint.team_id, stint.company_id,
                   stint.pool_id, stint.rule_id, lead.lead_grade, stint.origin, stint.assigned_at,
                   to_char(stint.assigned_at AT TIME ZONE 'UTC'
                           AT TIME ZONE COALESCE(partner.tz, 'UTC'), 'HH24') AS hour,
                   EXTRACT(EPOCH FROM stint.assigned_at - stay.pooled_at) / 60.0
                       AS minutes_to_claim,
                   1 AS leads, outcome.returned::int AS returned,
                   100.0 * outcome.returned::int AS return_rate, outcome.won::int AS won,
                   100.0 * outcome.opportunity::int AS opportunity_rate,
                   100.0 * outcome.won::int AS win_rate
              FROM lead_assignment AS stint
        CROSS JOIN LATERAL (
                    -- of each stint of the days asked for, never of all leads
                    SELECT lead_grade, won_status, type
                      FROM crm_lead WHERE id = stint.lead_id OFFSET 0
                   ) AS lead
              JOIN res_users AS rep ON rep.id = stint.user_id
              JOIN res_partner AS partner ON partner.id = rep.partner_id
        CROSS JOIN LATERAL (
                    SELECT stint.released_at IS NULL OR stint.release_reason = 'closed' AS kept
                   ) AS keeping
        CROSS JOIN LATERAL (
                    SELECT COALESCE(stint.release_reason IN %(failed)s, FALSE) AS returned,
                           keeping.kept AND lead.won_status = 'won' AS won,
                           keeping.kept AND lead.type = 'opportunity' AS opportunity
                   ) AS outcome
         LEFT JOIN LATERAL (
                    SELECT MAX(log.pooled_at) AS pooled_at
                      FROM lead_pool_log AS log
                     WHERE stint.origin = 'claim' AND log.lead_id = stint.lead_id
                       AND log.pool_id = stint.pool_id AND log.pooled_at <= stint.assigned_at
                   ) AS stay ON TRUE
             WHERE stint.origin IN ('claim', 'rule')
            """,
            failed=('returned', 'lapsed', 'unworked', 'recycled'),
        )
