from odoo import api, fields, models
from odoo.exceptions import UserError


class LeadAssignWizard(models.TransientModel):
    """Ask a leader who gets these leads: one salesperson, or several by a method."""

    _name = 'lead.assign.wizard'
    _description = "Assign Leads by Hand"

    lead_ids = fields.Many2many(
        'crm.lead', required=True, default=lambda self: self._default_lead_ids()
    )
    lead_count = fields.Integer("Leads", compute='_compute_lead_count')
    way = fields.Selection(
        [('one', "All to one salesperson"), ('spread', "Spread over several")],
        required=True,
        default='one',
    )
    user_id = fields.Many2one(
        'res.users', "Salesperson", domain=lambda self: self._domain_salespeople()
    )
    user_ids = fields.Many2many(
        'res.users', string="Salespeople", domain=lambda self: self._domain_salespeople()
    )
    method = fields.Selection(
        [('round_robin', "In turn"), ('load_balanced', "Fewest open leads first")],
        "How",
        required=True,
        default='round_robin',
        help="Limits, companies and availability count, as they do for the rules.",
    )
    in_turn = fields.Boolean(
        "Counts in Their Turn",
        default=True,
        help="Who gets leads here waits longer for the next one of the rules.",
    )
    note = fields.Char("Because", help="Shown to the salesperson under Why?")

    @api.model
    def _default_lead_ids(self):
        if self.env.context.get('active_model') == 'crm.lead':
            return self.env.context.get('active_ids')
        return False

    @api.model
    def _domain_salespeople(self):
        salesman = self.env.ref('sales_team.group_sale_salesman')
        return [('share', '=', False), ('all_group_ids', 'in', salesman.ids)]

    @api.depends('lead_ids')
    def _compute_lead_count(self):
        for wizard in self:
            wizard.lead_count = len(wizard.lead_ids)

    def action_assign(self):
        """Give out the leads; say who got how many, and which of them nobody could take.

        :raises UserError: when nobody is chosen, or none of the chosen can take any lead
        """
        self.ensure_one()
        spread = self.way == 'spread'
        users = self.user_ids if spread else self.user_id
        if not users:
            raise UserError(self.env._("Choose who gets the leads."))
        assignments = self.lead_ids._hand_out(
            users, self.method if spread else None, self.note or '', self.in_turn
        )
        if not assignments:
            raise UserError(
                self.env._(
                    "None of them can take these leads now: they are not available, have reached "
                    "their limits, or gave the leads back before."
                )
            )
        return self._tell(assignments)

    def _tell(self, assignments):
        given = assignments.grouped('user_id')
        message = ", ".join(f"{user.name}: {len(rows)}" for user, rows in given.items())
        left = self.lead_ids - assignments.sudo().lead_id
        if left:
            message = self.env._(
                "%(given)s. Nobody could take: %(left)s",
                given=message,
                left=left._enumerate_names(),
            )
        return {
            'type': 'ir.actions.client',
            'tag': 'display_notification',
            'params': {
                'type': 'warning' if left else 'success',
                'title': self.env._("Leads assigned"),
                'message': message,
                'sticky': bool(left),
                'next': {'type': 'ir.actions.client', 'tag': 'soft_reload'},
            },
        }
