from odoo.fields import Command

from .common import LeadSlaCase


class LeadPlanCase(LeadSlaCase):
    """Base case: the office of ``LeadSlaCase``, no policy in the way, and no plan but ``plan``.

    plan Two Steps (assigned)   Call: owner, after 1 working day
                                Offer: closer, 2 working hours after the call
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.active = False
        cls.rule.active = False
        cls.env['mail.activity.plan'].search([('res_model', '=', 'crm.lead')]).active = False
        cls.call_type = cls.env.ref('lead_sla.mail_activity_type_needs_call')
        cls.todo_type = cls.env.ref('mail.mail_activity_data_todo')
        cls.plan = cls.make_plan(
            "Two Steps",
            'assigned',
            [
                {
                    'summary': "Call",
                    'activity_type_id': cls.call_type.id,
                    'responsible_type': 'lead_owner',
                    'delay_count': 1,
                    'delay_unit': 'working_days',
                    'delay_from': 'after_plan_date',
                },
                {
                    'summary': "Offer",
                    'responsible_type': 'lead_closer',
                    'delay_count': 2,
                    'delay_unit': 'hours',
                    'delay_from': 'after_previous',
                },
            ],
        )
        cls.plan_cron = cls.env.ref('lead_sla.ir_cron_follow_plans')

    @classmethod
    def make_plan(cls, name, event, steps, **vals):
        """Return an active plan; steps are by default to-dos of the owner, due with the event."""
        base = {
            'activity_type_id': cls.todo_type.id,
            'responsible_type': 'lead_owner',
            'delay_count': 0,
            'delay_unit': 'days',
            'delay_from': 'after_plan_date',
        }
        return cls.env['mail.activity.plan'].create(
            {
                'name': name,
                'res_model': 'crm.lead',
                'company_id': False,
                'lead_event': event,
                'template_ids': [
                    Command.create({**base, 'sequence': number, **step})
                    for number, step in enumerate(steps)
                ],
                **vals,
            }
        )

    def follow_plans(self, moment):
        """Run the cron of the plans at ``moment``, as the server does."""
        self.env.flush_all()
        with self.at(moment), self.enter_registry_test_mode():
            self.plan_cron.method_direct_trigger()
        self.env.invalidate_all()

    def give_lead(self, moment, rep=None, **vals):
        """Return a new lead that ``salesperson`` gets at ``moment``, once its plans have begun."""
        with self.at(moment):
            lead = self.make_leads(1, **vals)
            lead.user_id = rep or self.rep_a
        self.follow_plans(moment)
        return lead

    def do(self, lead, moment, user=None):
        """Have ``user`` do the open activity of the plan."""
        with self.at(moment):
            activity = self.open_step(lead).activity_id
            activity.with_user(user or self.rep_a).action_feedback()
        self.env.invalidate_all()

    def open_step(self, lead):
        return lead.plan_step_ids.filtered(lambda step: step.state == 'open')

    def steps(self, lead):
        """Return ``[(summary, state)]`` in the order the steps came."""
        return [(step.summary, step.state) for step in lead.plan_step_ids.sorted('id')]
