from odoo import fields, models


class LeadTouchWizard(models.TransientModel):
    """Log a call that was made outside Odoo."""

    _name = 'lead.touch.wizard'
    _description = "Log a Call"

    lead_id = fields.Many2one('crm.lead', required=True, ondelete='cascade')
    phone = fields.Char(related='lead_id.phone')
    outcome = fields.Selection(
        lambda self: self.env['lead.touch']._fields['outcome']._description_selection(self.env),
        default='reached',
        required=True,
    )
    note = fields.Text()

    def action_log(self):
        self.ensure_one()
        self.lead_id.check_access('write')
        touch = self.lead_id._follow_up('call', outcome=self.outcome, note=self.note)
        self.lead_id.message_post_with_source(
            'lead_sla.message_call_logged',
            render_values={'touch': touch},
            subtype_xmlid='mail.mt_note',
        )
        return {'type': 'ir.actions.act_window_close'}
