from odoo import api, fields, models


class LeadStatusWizard(models.TransientModel):
    """Ask for the new status of leads, and for the reason where the status needs one."""

    _name = 'lead.status.wizard'
    _description = "Change Lead Status"

    lead_ids = fields.Many2many('crm.lead', default=lambda self: self._default_leads())
    lead_count = fields.Integer("Leads", compute='_compute_lead_count')
    allowed_status_ids = fields.Many2many('lead.status', compute='_compute_allowed_status_ids')
    status_id = fields.Many2one(
        'lead.status', required=True, domain="[('id', 'in', allowed_status_ids)]"
    )
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
    is_waiting = fields.Boolean(related='reason_id.is_waiting')
    awaited_tag_ids = fields.Many2many(
        'crm.tag',
        string="Waiting For",
        help="The products or offers to tell this customer about as soon as they are available.",
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

    @api.depends('lead_ids')
    def _compute_allowed_status_ids(self):
        for wizard in self:
            wizard.allowed_status_ids = wizard.lead_ids.lead_status_id._common_next()

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
        awaited = self.awaited_tag_ids if self.is_waiting else None
        leads._change_status(self.status_id, self.reason_id, self.nurture_until, awaited)
        return {'type': 'ir.actions.act_window_close'}
