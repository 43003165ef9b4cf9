from odoo import api, fields, models
from odoo.tools import SQL


class LeadStatusChange(models.Model):
    """One move of one lead from one status to another."""

    _name = 'lead.status.change'
    _inherit = ['lead.bound.mixin', 'lead.group.mixin']
    _description = "Lead Status Change"
    _order = 'date desc, id desc'
    _rec_name = 'to_status_id'

    lead_id = fields.Many2one('crm.lead', required=True, index=True, ondelete='cascade')
    from_status_id = fields.Many2one('lead.status', "From", index=True, ondelete='restrict')
    to_status_id = fields.Many2one(
        'lead.status', "To", required=True, index=True, ondelete='restrict'
    )
    meaning = fields.Selection(related='to_status_id.meaning', string="Meaning")
    direction = fields.Selection(
        [('positive', "Up"), ('neutral', "Sideways"), ('negative', "Down")], required=True
    )
    awaited_tag_ids = fields.Many2many(
        'crm.tag',
        'lead_status_change_tag_rel',
        'change_id',
        'tag_id',
        "Waited For",
        help="The products or offers the lead began or ceased to wait for.",
    )
    reason_id = fields.Many2one('lead.status.reason', ondelete='restrict', index='btree_not_null')
    user_id = fields.Many2one(
        'res.users', "Changed By", required=True, index=True, ondelete='restrict'
    )
    owner_id = fields.Many2one('res.users', "Salesperson Before", index='btree_not_null')
    team_id = fields.Many2one('crm.team', "Sales Team", index='btree_not_null')
    company_id = fields.Many2one('res.company', index='btree_not_null')
    date = fields.Datetime(required=True)
    hours = fields.Float(
        "Hours Before", help="How long the lead had its previous status, in hours."
    )
    # pivots need something to count that adds up
    change_count = fields.Integer("Changes", default=1, readonly=True)
    net_change = fields.Integer(
        "Net Movement", compute='_compute_net_change', help="Moves up less moves down."
    )

    # all that dashboards ask of the moves of some days
    _date_idx = models.Index(
        '(date) INCLUDE (direction, to_status_id, change_count, team_id, company_id)'
    )

    @api.depends('direction')
    def _compute_net_change(self):
        for change in self:
            change.net_change = {'positive': 1, 'negative': -1}.get(change.direction, 0)

    def _read_group_select(self, aggregate_spec, query) -> SQL:
        if aggregate_spec != 'net_change:sum':
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "SUM(CASE %s WHEN 'positive' THEN 1 WHEN 'negative' THEN -1 ELSE 0 END)",
            self._field_to_sql(self._table, 'direction', query),
        )

    @api.model
    def _direction(self, before, after):
        """Tell whether a lead that goes from status ``before`` to ``after`` moves up or down."""
        if not before or before._rank() == after._rank():
            return 'neutral'
        return 'positive' if after._rank() > before._rank() else 'negative'
