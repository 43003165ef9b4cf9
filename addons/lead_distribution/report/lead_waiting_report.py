from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.sentences import exclusion_labels


class LeadWaitingReport(models.Model):
    """Why one lead waits: one row per salesperson who could not take it, or one if no rule fits."""

    _name = 'lead.waiting.report'
    _inherit = ['lead.based.report']
    _description = "Leads Nobody Can Take"
    _auto = False
    _rec_name = 'lead_id'
    _order = 'waiting_since, lead_id'

    lead_id = fields.Many2one('crm.lead', readonly=True)
    distribution_state = fields.Selection(
        selection=lambda self: self.env['crm.lead']._fields['distribution_state'].selection,
        string="Distribution",
        readonly=True,
    )
    reason = fields.Selection(selection='_select_reason', readonly=True)
    rule_id = fields.Many2one('lead.distribution.rule', readonly=True)
    user_id = fields.Many2one('res.users', "Salesperson Left Out", readonly=True)
    team_id = fields.Many2one('crm.team', "Sales Team", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    lead_grade = fields.Selection(
        selection=lambda self: self.env['crm.lead']._fields['lead_grade'].selection,
        string="Grade",
        readonly=True,
    )
    waiting_since = fields.Datetime(readonly=True)
    next_try_at = fields.Datetime("Next Try", readonly=True)
    waiting_hours = fields.Float("Hours Waiting", aggregator='avg', readonly=True)
    # a lead has as many rows as salespeople were left out; this counts it once
    lead_count = fields.Integer("Leads", readonly=True)

    @api.model
    def _select_reason(self):
        labels = {
            'no_rule': self.env._("No rule matches"),
            'nobody': self.env._("The rule has nobody"),
            'error': self.env._("Failed"),
        }
        return list((labels | exclusion_labels(self.env)).items())

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT lead.id::bigint * 1000 + COALESCE(excluded.number, 1) AS id,
                   lead.id AS lead_id, lead.distribution_state,
                   COALESCE(excluded.one->>'key', lead.distribution_reason->>'key') AS reason,
                   rule.id AS rule_id, (excluded.one->>'user_id')::int AS user_id,
                   lead.team_id, lead.company_id, lead.lead_grade,
                   COALESCE(lead.distribution_date, lead.create_date) AS waiting_since,
                   lead.next_try_at,
                   CASE WHEN COALESCE(excluded.number, 1) = 1 THEN
                       EXTRACT(EPOCH FROM %(now)s
                           - COALESCE(lead.distribution_date, lead.create_date)) / 3600.0
                   END AS waiting_hours,
                   (COALESCE(excluded.number, 1) = 1)::int AS lead_count
              FROM crm_lead AS lead
         LEFT JOIN LATERAL jsonb_array_elements(
                       CASE jsonb_typeof(lead.distribution_reason->'exclusions')
                           WHEN 'array' THEN lead.distribution_reason->'exclusions'
                           ELSE '[]' END
                   ) WITH ORDINALITY AS excluded (one, number) ON TRUE
         LEFT JOIN lead_distribution_rule AS rule ON rule.id = (excluded.one->>'rule_id')::int
             WHERE lead.distribution_state IN ('waiting', 'unmatched', 'error')
               AND lead.user_id IS NULL
            """,
            now=self.env.cr.now(),
        )
