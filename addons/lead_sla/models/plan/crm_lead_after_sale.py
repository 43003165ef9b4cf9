from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

# ratings after which nobody asks for a referral or the next order
UNHAPPY = ('1', '2')


class CrmLead(models.Model):
    """What comes after the sale: the customer's opinion, referrals and the next purchase."""

    _inherit = 'crm.lead'

    origin_lead_id = fields.Many2one(
        'crm.lead',
        "Comes From",
        copy=False,
        index='btree_not_null',
        help="The sale whose customer referred this lead, or buys again.",
    )
    origin_kind = fields.Selection(
        [('referral', "Referral"), ('next_purchase', "Next purchase")], "Comes By", copy=False
    )
    following_lead_ids = fields.One2many('crm.lead', 'origin_lead_id', "Leads From This Sale")
    following_lead_count = fields.Integer(compute='_compute_following_lead_count')
    satisfaction_ids = fields.One2many('lead.satisfaction', 'lead_id')

    @api.depends('following_lead_ids')
    def _compute_following_lead_count(self):
        counts = dict(
            self.with_context(active_test=False)._read_group(
                [('origin_lead_id', 'in', self.ids)], ['origin_lead_id'], ['__count']
            )
        )
        for lead in self:
            lead.following_lead_count = counts.get(lead._origin, 0)

    @api.constrains('origin_lead_id')
    def _check_origin(self):
        if self._has_cycle('origin_lead_id'):
            raise ValidationError(
                self.env._(
                    "A lead cannot come from itself, not even by way of others. Choose another "
                    "lead in Comes From."
                )
            )

    def _check_is_won(self):
        """Refuse what is only for customers.

        :raises UserError: naming the lead that is not won
        """
        self.ensure_one()
        if self.won_status != 'won':
            raise UserError(
                self.env._("%s is not won yet. This is for customers.", self.display_name)
            )

    def action_ask_satisfaction(self):
        self._check_is_won()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Customer Satisfaction"),
            'res_model': 'lead.satisfaction',
            'view_mode': 'form',
            'views': [(self.env.ref('lead_sla.lead_satisfaction_view_form_dialog').id, 'form')],
            'target': 'new',
            'context': {'default_lead_id': self.id},
        }

    def _after_satisfaction(self, answer):
        """The call is made: its step is done, and it is a touch in any case."""
        self.ensure_one()
        if not self._finish_steps('satisfaction', feedback=answer.comment):
            reached = 'no_answer' if answer.rating == '0' else 'reached'
            self._follow_up('call', outcome=reached, note=answer.comment)
        if answer.rating in UNHAPPY:
            self._recover(answer)

    def _recover(self, answer):
        """Have an unhappy customer called, tell the leader, and ask for nothing more meanwhile."""
        # sudo: what the customer says ends the plan, whoever asked
        runs = self._running_plans()
        runs.filtered(lambda run: run.plan_id.lead_event == 'won')._stop('unhappy')
        owner = self.user_id or self.closed_by_id or answer.user_id
        leader = self.team_id.user_id
        for user, activity_type in (
            (owner, 'mail.mail_activity_data_call'),
            (leader, 'mail.mail_activity_data_todo'),
        ):
            if user.active:
                env = self.with_context(lang=user.lang).env
                self.activity_schedule(
                    activity_type,
                    summary=env._("The customer is dissatisfied: call and put it right"),
                    note=answer.comment,
                    user_id=user.id,
                )
        if leader:
            leader._bus_send(
                'simple_notification',
                {
                    'type': 'warning',
                    'title': self.display_name,
                    'message': leader.with_context(lang=leader.lang).env._(
                        "The customer is dissatisfied: call and put it right"
                    ),
                },
            )

    def action_new_referral(self):
        """Open a new lead that this customer has referred."""
        self._check_is_won()
        source = self.env.ref('utm.utm_source_referral', raise_if_not_found=False)
        return self._open_new_lead(
            self.env._("Referral"),
            default_type='lead' if self.team_id.use_leads else 'opportunity',
            default_origin_kind='referral',
            default_source_id=source.id if source else False,
            default_referred=self.partner_id.name or self.contact_name or self.partner_name,
        )

    def action_next_purchase(self):
        """Open a new opportunity of the same customer."""
        self._check_is_won()
        return self._open_new_lead(
            self.env._("Next Purchase"),
            default_type='opportunity',
            default_origin_kind='next_purchase',
            default_name=self.env._("%s: next purchase", self.name),
            **{
                f'default_{fname}': self[fname].id
                if self._fields[fname].type == 'many2one'
                else self[fname]
                for fname in self._next_purchase_fields()
            },
        )

    @api.model
    def _next_purchase_fields(self):
        return ('partner_id', 'partner_name', 'contact_name', 'email_from', 'phone', 'user_id')

    def _open_new_lead(self, name, **defaults):
        return {
            'type': 'ir.actions.act_window',
            'name': name,
            'res_model': 'crm.lead',
            'view_mode': 'form',
            'context': {
                'default_origin_lead_id': self.id,
                'default_team_id': self.team_id.id,
                **defaults,
            },
        }

    def action_view_following_leads(self):
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Leads From This Sale"),
            'res_model': 'crm.lead',
            'view_mode': 'list,form',
            'domain': [('origin_lead_id', '=', self.id)],
            'context': {'active_test': False, 'create': False},
        }

    def _finish_origin_steps(self):
        """Finish the steps of an earlier sale that asked for these new leads."""
        coming = self.filtered(lambda lead: lead.origin_lead_id and lead.origin_kind)
        for kind, leads in coming.grouped('origin_kind').items():
            leads.origin_lead_id._finish_steps(kind)

    def _merge_after_sale(self, tail):
        """Keep what followed the sales of ``tail``, leads that are merged into this one."""
        tail.with_context(active_test=False).following_lead_ids.origin_lead_id = self
        tail.satisfaction_ids.lead_id = self


class LeadSatisfaction(models.Model):
    """What one customer answered when asked after the sale."""

    _name = 'lead.satisfaction'
    _inherit = ['lead.bound.mixin']
    _description = "Customer Satisfaction"
    _order = 'date desc, id desc'
    _rec_name = 'lead_id'

    lead_id = fields.Many2one('crm.lead', "Sale", required=True, index=True, ondelete='cascade')
    partner_id = fields.Many2one(related='lead_id.partner_id', string="Customer", store=True)
    team_id = fields.Many2one(related='lead_id.team_id', string="Sales Team", store=True)
    closed_by_id = fields.Many2one(related='lead_id.closed_by_id', string="Closed By", store=True)
    company_id = fields.Many2one(related='lead_id.company_id', store=True)
    user_id = fields.Many2one(
        'res.users', "Asked By", default=lambda self: self.env.user, required=True, index=True
    )
    date = fields.Datetime("Asked On", default=fields.Datetime.now, required=True, index=True)
    days_after_sale = fields.Integer(
        "Days After the Sale", compute='_compute_days_after_sale', store=True, aggregator='avg'
    )
    rating = fields.Selection(
        [
            ('0', "Not answered"),
            ('1', "Very dissatisfied"),
            ('2', "Dissatisfied"),
            ('3', "Neutral"),
            ('4', "Satisfied"),
            ('5', "Very satisfied"),
        ],
        "Satisfaction",
        default='0',
        required=True,
    )
    score = fields.Float(
        compute='_compute_score',
        store=True,
        aggregator='avg',
        help="From 1 to 5; who did not answer has none.",
    )
    comment = fields.Text()

    @api.depends('date', 'lead_id.date_closed')
    def _compute_days_after_sale(self):
        for answer in self:
            closed = answer.lead_id.date_closed
            answer.days_after_sale = (answer.date - closed).days if answer.date and closed else 0

    @api.depends('rating')
    def _compute_score(self):
        for answer in self:
            answer.score = int(answer.rating or 0)

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Leave who did not answer out of the average."""
        if aggregate_spec == 'score:avg':
            return SQL("AVG(NULLIF(%s, 0))", self._field_to_sql(self._table, 'score', query))
        return super()._read_group_select(aggregate_spec, query)

    @api.model_create_multi
    def create(self, vals_list):
        answers = super().create(vals_list)
        for answer in answers:
            answer.lead_id._after_satisfaction(answer)
        return answers
