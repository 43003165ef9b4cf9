from odoo import fields, models


class LeadSlaEscalationLog(models.Model):
    """One step that has run for one clock. The database lets it run only once."""

    _name = 'lead.sla.escalation.log'
    _inherit = 'lead.bound.mixin'
    _description = "SLA Escalation Log"
    _order = 'create_date desc, id desc'
    _rec_name = 'escalation_id'

    sla_id = fields.Many2one('lead.sla', "Clock", required=True, index=True, ondelete='cascade')
    escalation_id = fields.Many2one(
        'lead.sla.escalation', "Step", required=True, index=True, ondelete='restrict'
    )
    lead_id = fields.Many2one(related='sla_id.lead_id', store=True, index=True)
    outcome = fields.Selection(
        [
            ('moved', "Moved on"),
            ('kept', "Stayed: nobody else could take it"),
            ('limit', "Stayed: moved on often enough"),
            ('told', "Leader told"),
        ]
    )

    _unique_step = models.UniqueIndex(
        '(sla_id, escalation_id)', "A step runs at most once for each clock."
    )
