from odoo import fields, models
from odoo.tools import SQL


class LeadUnclaimedReport(models.Model):
    """One lead that lies in a pool, since when, and why nobody has it yet."""

    _name = 'lead.unclaimed.report'
    _inherit = ['lead.based.report']
    _description = "Unclaimed Leads"
    _auto = False
    _rec_name = 'lead_id'
    _order = 'pooled_at, id'

    lead_id = fields.Many2one('crm.lead', readonly=True)
    pool_id = fields.Many2one('lead.pool', readonly=True)
    segment_id = fields.Many2one('lead.pool.segment', readonly=True)
    company_id = fields.Many2one('res.company', readonly=True)
    lead_grade = fields.Selection(
        selection=lambda self: self.env['crm.lead']._fields['lead_grade'].selection,
        string="Grade",
        readonly=True,
    )
    reason = fields.Selection(
        [
            ('nobody', "No member is available"),
            ('seniors', "Still for seniors only"),
            ('returned', "Claimed before and returned"),
            ('opened', "Opened to the next teams, nobody claimed it"),
            ('waiting', "Nobody has claimed it yet"),
        ],
        "Why",
        readonly=True,
    )
    pooled_at = fields.Datetime("In the Pool Since", readonly=True)
    next_step_at = fields.Datetime("Next Step of the Pool", readonly=True)
    hours_waiting = fields.Float("Hours in the Pool", aggregator='avg', readonly=True)
    leads = fields.Integer(readonly=True)

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT lead.id, lead.id AS lead_id, lead.pool_id, lead.pool_segment_id AS segment_id,
                   lead.company_id, lead.lead_grade, lead.pooled_at,
                   lead.pool_next_at AS next_step_at,
                   EXTRACT(EPOCH FROM %(now)s - lead.pooled_at) / 3600.0 AS hours_waiting,
                   1 AS leads,
                   CASE WHEN open.places IS NULL THEN 'nobody'
                        WHEN lead.pool_seniors_only THEN 'seniors'
                        WHEN EXISTS (
                                SELECT 1 FROM lead_assignment AS stint
                                 WHERE stint.lead_id = lead.id AND stint.pool_id = lead.pool_id
                                   AND stint.origin = 'claim') THEN 'returned'
                        WHEN lead.pool_opened THEN 'opened'
                        ELSE 'waiting' END AS reason
              FROM crm_lead AS lead
         LEFT JOIN (%(available)s) AS open ON open.places = lead.pool_id
             WHERE lead.pool_id IS NOT NULL AND lead.distribution_state = 'pool'
            """,
            now=self.env.cr.now(),
            available=self._available_pools(),
        )

    def _available_pools(self):
        """Return the pools of which a member is available now."""
        field = self.env['lead.pool']._fields['member_ids']
        return SQL(
            """SELECT DISTINCT member.%(pool)s AS places
                 FROM %(members)s AS member
                 JOIN res_users AS person ON person.id = member.%(user)s
                WHERE person.active AND %(presence)s = 'available'""",
            pool=SQL.identifier(field.column1),
            members=SQL.identifier(field.relation),
            user=SQL.identifier(field.column2),
            presence=self.env['res.users']._field_to_sql('person', 'lead_presence'),
        )
