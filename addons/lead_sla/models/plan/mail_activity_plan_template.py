from datetime import UTC, datetime, time

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

ROLES = {
    'lead_marketing': ('generated_by_id', 'passed_by_id'),
    'lead_qualifier': ('qualified_by_id', 'passed_by_id', 'generated_by_id'),
    'lead_owner': ('user_id',),
    'lead_leader': (),
    'lead_closer': ('closed_by_id', 'user_id'),
}

WORKING_UNITS = ('hours', 'working_days')


class MailActivityPlanTemplate(models.Model):
    """One step of a follow-up plan: what is to be done, by whom of the lead, and when."""

    _name = 'mail.activity.plan.template'
    _inherit = ['mail.activity.plan.template', 'lead.shared.mixin']
    _company_path = 'plan_id.company_id'

    responsible_type = fields.Selection(
        selection_add=[
            ('lead_marketing', "Marketing (who generated the lead)"),
            ('lead_qualifier', "Who qualified the lead"),
            ('lead_owner', "Salesperson of the lead"),
            ('lead_leader', "Team leader"),
            ('lead_closer', "Who closed the lead"),
        ],
        ondelete=dict.fromkeys(ROLES, 'cascade'),
    )
    delay_unit = fields.Selection(
        selection_add=[('hours', 'working hours'), ('working_days', 'working days')],
        ondelete={'hours': 'set default', 'working_days': 'set default'},
    )
    delay_from = fields.Selection(
        selection_add=[
            ('after_previous', "After the step before"),
            ('occasion', "Before the customer's occasion"),
        ],
        ondelete={'after_previous': 'set default', 'occasion': 'set default'},
    )
    lead_action = fields.Selection(
        [
            ('message', "Send a message"),
            ('offer', "Send an offer"),
            ('satisfaction', "Ask how satisfied the customer is"),
            ('referral', "Ask for a referral"),
            ('next_purchase', "Offer the next purchase"),
        ],
        "Purpose",
        help="What the step is for. Recording it on the lead marks the step as done.",
    )
    lead_mail_template_id = fields.Many2one(
        'mail.template',
        "Message",
        domain="[('model', '=', 'crm.lead')]",
        ondelete='restrict',
        index='btree_not_null',
        help="Sent by itself where the company's settings say so, once per lead.",
    )

    def _shared(self):
        # steps of plans of other apps are for those to say
        return super()._shared().filtered(lambda step: step.sudo().res_model == 'crm.lead')

    def _compute_responsible_type(self):
        result = super()._compute_responsible_type()
        for step in self:
            # what an event launches has nobody to ask
            if step.plan_id.lead_event and step.responsible_type == 'on_demand':
                step.responsible_type = 'lead_owner'
        return result

    @api.constrains(
        'responsible_type', 'delay_count', 'delay_unit', 'delay_from', 'lead_mail_template_id'
    )
    def _check_lead_step(self):
        for step in self:
            if message := step._find_flaw():
                raise ValidationError(message)

    def _find_flaw(self):
        """Return in words what is wrong with this step, ``None`` if nothing is."""
        self.ensure_one()
        names = {'step': self.summary or self.activity_type_id.name, 'plan': self.plan_id.name}
        if not self.plan_id.lead_event or self.plan_id.res_model != 'crm.lead':
            return self._find_foreign_values(names)
        if self.delay_count < 0:
            return self.env._(
                "The step %(step)s of %(plan)s has a negative Interval. A step is due with the "
                "event or after it: use 0 or more.",
                **names,
            )
        if self.delay_from == 'before_plan_date' and self.delay_count:
            return self.env._(
                "The step %(step)s of %(plan)s would be due before what launches the plan has "
                "happened. Choose After Plan Date or After the step before as its Trigger.",
                **names,
            )
        template = self.lead_mail_template_id
        if template and template.model != 'crm.lead':
            return self.env._(
                "The message of the step %(step)s of %(plan)s is not made for leads. Choose an "
                "email template for Lead/Opportunity.",
                **names,
            )
        return None

    def _find_foreign_values(self, names):
        """Return in words which value of this step only follow-up plans of leads know."""
        is_lead = self.plan_id.res_model == 'crm.lead'
        if self.responsible_type in ROLES and not is_lead:
            return self.env._(
                "Only plans for leads know the people of a lead. Choose another Assignment for the "
                "step %(step)s of %(plan)s.",
                **names,
            )
        if self.delay_unit in WORKING_UNITS or self.delay_from in ('after_previous', 'occasion'):
            return self.env._(
                "Working time, the step before and occasions are for plans with steps one after "
                "the other. Say for %(plan)s when it is launched, or choose another Trigger and "
                "unit for the step %(step)s.",
                **names,
            )
        return None

    def _determine_responsible(self, on_demand_responsible, applied_on_record):
        if self.responsible_type not in ROLES:
            return super()._determine_responsible(on_demand_responsible, applied_on_record)
        responsible = self._lead_responsible(applied_on_record)
        error = False if responsible else self._missing_role_text(applied_on_record)
        return {'responsible': responsible, 'error': error, 'warning': False}

    def _lead_responsible(self, lead):
        """Return who does this step for a lead; an empty user where the lead names nobody.

        Who is not named, or has left, is stood in for by the next in the role, at last by the
        leader of the team.
        """
        self.ensure_one()
        if self.responsible_type == 'other':
            return self.responsible_id
        # sudo: who works on a lead may be unknown to whoever launches its plan
        lead = lead.sudo()
        people = [lead[fname] for fname in ROLES.get(self.responsible_type, ('user_id',))]
        people.append(lead.team_id.user_id)
        able = (user for user in people if user.active and user._is_internal())
        return next(able, self.env['res.users']).sudo(False)

    def _missing_role_text(self, lead):
        self.ensure_one()
        role = dict(self._fields['responsible_type']._description_selection(self.env))
        return self.env._(
            "Nobody can do the step %(step)s for %(lead)s: the lead names no one as %(role)s, and "
            "its team has no leader. Name one of them.",
            step=self.summary or self.activity_type_id.name,
            lead=lead.display_name,
            role=role[self.responsible_type],
        )

    def _get_date_deadline(self, base_date=False):
        base_date = base_date or fields.Date.context_today(self)
        if self.delay_from == 'before_plan_date' or not self.plan_id.lead_event:
            return super()._get_date_deadline(base_date=base_date)
        if self.delay_unit == 'working_days':
            morning = datetime.combine(base_date, time.min, UTC)
            calendar = self.env.company.resource_calendar_id
            end = calendar.plan_days(self.delay_count + 1, morning, compute_leaves=True)
            return end.date() if end else base_date + relativedelta(days=self.delay_count)
        hours = self.delay_unit == 'hours'
        return base_date if hours else base_date + self._calendar_delay()

    def _calendar_delay(self):
        """Return the delay by the calendar, as if all days and hours were alike."""
        self.ensure_one()
        unit = 'days' if self.delay_unit == 'working_days' else self.delay_unit
        return relativedelta(**{unit: self.delay_count})
