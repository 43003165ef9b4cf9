from odoo import fields, models
from odoo.tools import SQL


class LeadShareReport(models.Model):
    """What each member of a rule got on one day, against what his weight entitles him to."""

    _name = 'lead.share.report'
    _description = "Share against Entitlement"
    _auto = False
    _rec_name = 'user_id'
    _order = 'date desc, rule_id, user_id'

    date = fields.Date(readonly=True)
    rule_id = fields.Many2one('lead.distribution.rule', readonly=True)
    user_id = fields.Many2one('res.users', "Salesperson", readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    given = fields.Integer("Leads Given", readonly=True)
    entitled = fields.Float(
        "Leads Entitled To",
        digits=(16, 1),
        readonly=True,
        help="The leads of the rule that day, split by the weights of today.",
    )
    difference = fields.Float(
        "More than Entitled", digits=(16, 1), readonly=True, help="Negative: less than entitled."
    )
    returned = fields.Integer("Given Back", readonly=True)
    lapsed = fields.Integer("Response Time Missed", readonly=True)

    @property
    def _table_query(self) -> SQL:
        # one pass over the stints of the days asked for: who got how many is kept by day
        return SQL(
            """
            SELECT share.id::bigint * 100000 + (day.date - DATE '2000-01-01') AS id,
                   day.date, share.rule_id, share.user_id, rule.company_id, got.given,
                   day.leads * share.part AS entitled,
                   got.given - day.leads * share.part AS difference,
                   got.returned, got.lapsed
              FROM (
                    SELECT rule_id, date, SUM(given) AS leads,
                           jsonb_object_agg(member_id, ARRAY[given, returned, lapsed]) AS members
                      FROM (
                            SELECT rule_id, member_id, assigned_at::date AS date,
                                   COUNT(*) AS given,
                                   COUNT(*) FILTER (WHERE release_reason = 'returned') AS returned,
                                   COUNT(*) FILTER (WHERE release_reason = 'lapsed') AS lapsed
                              FROM lead_assignment
                             WHERE member_id IS NOT NULL
                          GROUP BY rule_id, member_id, assigned_at::date
                           ) AS stint
                  GROUP BY rule_id, date
                   ) AS day
              JOIN (
                    SELECT id, rule_id, user_id,
                           weight::float / SUM(weight) OVER (PARTITION BY rule_id) AS part
                      FROM lead_distribution_member
                   ) AS share ON share.rule_id = day.rule_id
              JOIN lead_distribution_rule AS rule ON rule.id = day.rule_id
        CROSS JOIN LATERAL (
                    SELECT day.members -> share.id::text AS counts
                   ) AS own
        CROSS JOIN LATERAL (
                    SELECT COALESCE((own.counts ->> 0)::int, 0) AS given,
                           COALESCE((own.counts ->> 1)::int, 0) AS returned,
                           COALESCE((own.counts ->> 2)::int, 0) AS lapsed
                   ) AS got
            """
        )
