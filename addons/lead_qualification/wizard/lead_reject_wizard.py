from odoo import fields, models


class LeadRejectWizard(models.TransientModel):
    """Ask why sales does not take leads on."""

    _name = 'lead.reject.wizard'
    _description = "Reject Leads"

    lead_ids = fields.Many2many('crm.lead', required=True)
    reason_id = fields.Many2one(
        'lead.status.reason', required=True, domain=[('meaning', '=', 'rejected')]
    )
    note = fields.Text(help="Whoever passed the leads reads it.")

    def action_reject(self):
        """Send the leads back to whoever passed them."""
        self.ensure_one()
        self.lead_ids.action_reject(self.reason_id.id, self.note or '')
        return {'type': 'ir.actions.act_window_close'}
