from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

EVENTS = [
    ('manual', "By hand"),
    ('captured', "Lead captured"),
    ('passed', "Passed to sales"),
    ('assigned', "Assigned to a salesperson"),
    ('accepted', "Accepted by sales"),
    ('offer_sent', "Offer sent"),
    ('interest', "Interest shown (tag or signal)"),
    ('recycled', "Recycled"),
    ('won', "Won"),
]


class MailActivityPlan(models.Model):
    """A follow-up plan: what sets it off on a lead, how often, and what ends it."""

    _name = 'mail.activity.plan'
    _inherit = ['mail.activity.plan', 'lead.shared.mixin']

    lead_event = fields.Selection(
        EVENTS,
        "Launched When",
        help="The steps of such a plan come one after the other, each once the one before is done. "
        "Empty: an activity plan like any other, launched by hand with all its activities at once.",
    )
    lead_plan_kind = fields.Selection(
        [
            ('initial', "Initial"),
            ('periodic', "Periodic"),
            ('targeted', "Targeted"),
            ('after_sale', "After-sale"),
        ],
        "Kind of Follow-up",
        default='initial',
        help="A periodic plan begins again after its last step, until something stops it. A "
        "targeted one is for leads that have shown a certain interest.",
    )
    lead_period_days = fields.Integer(
        "Again After (Days)",
        default=30,
        help="So many days after its last step a periodic plan begins again.",
    )
    lead_team_ids = fields.Many2many(
        'crm.team', 'lead_plan_team_rel', string="Sales Teams", help="None chosen: all teams."
    )
    lead_tag_ids = fields.Many2many(
        'crm.tag',
        'lead_plan_tag_rel',
        string="Interests",
        # people of other apps have plans too, and may not read tags of leads
        groups='sales_team.group_sale_salesman,lead_qualification.group_lead_marketer',
        help="Only leads with one of these tags.",
    )
    lead_signal_type_ids = fields.Many2many(
        'lead.signal.type',
        'lead_plan_signal_type_rel',
        string="Signals",
        help="One of these signals of the lead launches the plan.",
    )
    stops_when_qualified = fields.Boolean(
        help="A lead that is won, lost, recycled, unreachable or in the trash stops its plans in "
        "any case, except those that were launched by it.",
    )
    stops_with_owner = fields.Boolean(
        "Stops With the Salesperson",
        help="A new salesperson stops the plan. Otherwise what is open moves to the new one.",
    )

    _check_lead_period = models.Constraint(
        'CHECK(lead_period_days > 0)',
        "A periodic plan begins again after at least one day. Correct Again After (Days).",
    )

    @api.onchange('lead_event')
    def _onchange_lead_event(self):
        if self.lead_event == 'interest':
            self.lead_plan_kind = 'targeted'  # no other kind may be launched by it

    def _shared(self):
        # plans of other apps are for those to say
        return super()._shared().filtered(lambda plan: plan.sudo().res_model == 'crm.lead')

    @api.constrains('active', 'lead_event', 'template_ids', 'lead_plan_kind', 'res_model')
    def _check_lead_plan(self):
        for plan in self.filtered(lambda plan: plan.active and plan.lead_event):
            if message := plan._find_flaw():
                raise ValidationError(message)
        self.template_ids._check_lead_step()

    def _find_flaw(self):
        """Return in words why this plan cannot run, ``None`` if it can."""
        self.ensure_one()
        names = {'plan': self.name}
        if self.res_model != 'crm.lead':
            return self.env._(
                "Only plans for leads are launched by what happens to a lead. Empty Launched When "
                "of %(plan)s.",
                **names,
            )
        if not self.template_ids:
            return self.env._(
                "The plan %(plan)s has no steps. Add at least one, or archive it until then.",
                **names,
            )
        if self.lead_plan_kind == 'targeted' and not (
            self.lead_tag_ids or self.lead_signal_type_ids
        ):
            return self.env._(
                "The targeted plan %(plan)s does not say whom it is for. Choose Interests or "
                "Signals.",
                **names,
            )
        if self.lead_event == 'interest' and self.lead_plan_kind != 'targeted':
            return self.env._(
                "The plan %(plan)s is launched by an interest: make it Targeted and choose "
                "Interests or Signals.",
                **names,
            )
        return None

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        self.env.registry.clear_cache()
        return plans

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        if {'active', 'lead_event'} & vals.keys():
            # a plan that is off has nothing at work, so that nothing asks for it where all are off
            off = self.filtered(lambda plan: not (plan.active and plan.lead_event))
            domain = [('plan_id', 'in', off.ids), ('state', '=', 'running')]
            # sudo: whoever may switch a plan off ends it for all leads, also those he cannot see
            self.env['lead.plan.run'].sudo().search(domain)._stop('plan')
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_run(self):
        # sudo: runs of leads the user does not see hold on to the plan as well
        if self.env['lead.plan.run'].sudo().search_count([('plan_id', 'in', self.ids)], limit=1):
            raise UserError(
                self.env._("This plan has been launched. Archive it to keep what was done by it.")
            )

    @api.model
    @tools.ormcache()
    def _ids_by_event(self):
        """Return ``{event: ids of the active plans it launches}``."""
        # which plans there are is no secret, and every lead created needs it
        # active by name, as the first who asks asks for everybody, whatever the context
        plans = self.sudo().search(
            [
                ('active', '=', True),
                ('lead_event', '!=', False),
                ('res_model', '=', 'crm.lead'),
            ]
        )
        return {event: tuple(some.ids) for event, some in plans.grouped('lead_event').items()}

    @api.model
    def _of_event(self, event):
        # sudo: plans of other companies are for leads of other companies
        return self.sudo().browse(self._ids_by_event().get(event, ()))

    def _applies_to(self, leads):
        """Return those of ``leads`` that this plan is for."""
        self.ensure_one()
        return leads.filtered(
            lambda lead: (
                (
                    not self.company_id
                    or lead.company_id in (self.company_id, self.env['res.company'])
                )
                and (not self.lead_team_ids or lead.team_id in self.lead_team_ids)
                and (not self.lead_tag_ids or lead.tag_ids & self.lead_tag_ids)
            )
        )

    def _goes_on_for(self, lead):
        """Tell whether this plan still has to do with a lead as it is now."""
        self.ensure_one()
        if self.lead_event == 'won':
            return lead.won_status == 'won'
        if self.lead_event == 'recycled':
            return lead.active and lead.lead_status_meaning == 'recycle'
        is_qualified = lead.lead_status_meaning == 'qualified'
        return lead._is_followed_up() and not (self.stops_when_qualified and is_qualified)
