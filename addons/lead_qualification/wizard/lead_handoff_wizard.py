from odoo import api, fields, models
from odoo.exceptions import UserError


class LeadHandoffWizard(models.TransientModel):
    """Ask where leads go, what sales should know, and why those go that no card has passed."""

    _name = 'lead.handoff.wizard'
    _description = "Pass Leads to Sales"

    lead_ids = fields.Many2many('crm.lead', required=True)
    ready_count = fields.Integer("Ready", compute='_compute_ready')
    mute_names = fields.Char("No Email or Phone", compute='_compute_ready')
    unproven_names = fields.Char("No Passed Scorecard", compute='_compute_ready')
    in_sales_names = fields.Char("Passed Already", compute='_compute_ready')
    can_override = fields.Boolean(compute='_compute_can_override')
    override_reason = fields.Char(
        "Pass All the Same Because", help="Kept on the lead, and told to sales."
    )
    destination = fields.Selection(
        selection=lambda self: (
            self.env['res.company']._fields['lead_handoff_to']._description_selection(self.env)
        ),
        string="Goes",
        required=True,
        default=lambda self: self.env.company.lead_handoff_to,
    )
    team_id = fields.Many2one(
        'crm.team', "Sales Team", default=lambda self: self.env.company.lead_handoff_team_id
    )
    user_id = fields.Many2one(
        'res.users',
        "Point of Contact",
        domain=lambda self: self._domain_user_id(),
        default=lambda self: self.env.company.lead_handoff_user_id,
    )
    message = fields.Text(help="Sales reads it in the handoff note.")

    @api.model
    def _domain_user_id(self):
        salesman = self.env.ref('sales_team.group_sale_salesman')
        return [('share', '=', False), ('all_group_ids', 'in', salesman.ids)]

    @api.depends('lead_ids', 'override_reason')
    def _compute_ready(self):
        for wizard in self:
            mute, unproven, in_sales = wizard._held_back()
            ready = wizard.lead_ids._origin - mute - unproven - in_sales
            wizard.ready_count = len(ready | unproven if wizard.override_reason else ready)
            wizard.mute_names = mute._enumerate_names()
            wizard.unproven_names = unproven._enumerate_names()
            wizard.in_sales_names = in_sales._enumerate_names()

    @api.depends_context('uid')
    def _compute_can_override(self):
        self.can_override = self.env['crm.lead']._may_override()

    def _held_back(self):
        """Return the leads that cannot be contacted, that no card has passed, that are in sales."""
        leads = self.lead_ids._origin
        in_sales = leads.filtered(lambda lead: lead._is_in_sales())
        mute = (leads - in_sales).filtered(lambda lead: not lead._is_contactable())
        return mute, (leads - in_sales - mute)._without_passed_card(), in_sales

    def action_pass(self):
        """Pass those of the leads that may go; the others stay where they are.

        :raises UserError: when none of them may go, saying why
        """
        self.ensure_one()
        leads = self.lead_ids
        leads.check_access('write')
        mute, unproven, in_sales = self._held_back()
        ready = leads - mute - unproven - in_sales
        if not (ready or (unproven and self.override_reason)):
            (mute or unproven or leads)._check_handoff()
            raise UserError(self.env._("These leads have been passed to sales already."))
        if ready:
            ready._pass_to_sales(self._receiver(), message=self.message)
        if unproven and self.override_reason:
            unproven._pass_to_sales(self._receiver(), self.override_reason, self.message)
        return {'type': 'ir.actions.act_window_close'}

    def _receiver(self):
        if self.destination == 'person':
            receiver = self.user_id
        else:
            receiver = self.team_id if self.destination == 'team' else self.team_id.browse()
        if self.destination != 'open' and not receiver:
            raise UserError(self.env._("Choose who gets the leads."))
        return receiver
