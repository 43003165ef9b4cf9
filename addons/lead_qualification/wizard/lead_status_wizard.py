from odoo import api, fields, models


class LeadStatusWizard(models.TransientModel):
    """Ask for the new status of leads, and for the reason where the status needs one."""

    _name = 'lead.status.wizard'
    _description = "Change Lead Status"

    lead_ids = fields.Many2many('crm.lead', default=lambda self: self._default_leads())
    lead_count = fields.Integer("Leads", compute='_compute_lead_count')
    status_id = fields.Many2one('lead.status', required=True)
    meaning = fields.Selection(related='status_id.meaning')
    needs_reason = fields.Boolean(compute='_compute_needs_reason')
    reason_id = fields.Many2one(
        'lead.status.reason',
        domain="[('meaning', '=', meaning)]",
        compute='_compute_reason_id',
        store=True,
        readonly=False,
    )
    nurture_until = fields.Date(
        compute='_compute_nurture_until',
        store=True,
        readonly=False,
        help="Comes back as new on this day.",
    )
    note = fields.Text(help="Kept in the chatter of the lead.")

    def _default_leads(self):
        if self.env.context.get('active_model') != 'crm.lead':
            return False
        return [fields.Command.set(self.env.context.get('active_ids', []))]

    @api.depends('lead_ids')
    def _compute_lead_count(self):
        for wizard in self:
            wizard.lead_count = len(wizard.lead_ids)

    @api.depends('status_id')
    def _compute_needs_reason(self):
        for wizard in self:
            wizard.needs_reason = wizard.status_id._is_negative()

    @api.depends('status_id')
    def _compute_reason_id(self):
        for wizard in self:
            if wizard.reason_id.meaning != wizard.meaning:
                wizard.reason_id = False

    @api.depends('reason_id', 'status_id')
    def _compute_nurture_until(self):
        for wizard in self:
            is_recycle = wizard.meaning == 'recycle'
            wizard.nurture_until = is_recycle and wizard.lead_ids._nurture_date(wizard.reason_id)

    def action_apply(self):
        """Give the leads their new status."""
        self.ensure_one()
        leads = self.lead_ids
        leads.check_access('write')
        if self.note:
            leads._message_log_batch(bodies=dict.fromkeys(leads.ids, self.note))
        leads._change_status(self.status_id, self.reason_id, self.nurture_until)
        return {'type': 'ir.actions.act_window_close'}
