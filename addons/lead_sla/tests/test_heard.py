from odoo.tests import tagged

from .common_plan import LeadPlanCase

MODELS = (
    'lead.assignment',
    'lead.plan.run',
    'lead.plan.step',
    'lead.pool.log',
    'lead.signal',
    'lead.sla',
    'lead.status.change',
    'lead.touch',
    'mail.followers',
    'mail.message',
    'mail.tracking.value',
)


@tagged('post_install', '-at_install')
class TestHeard(LeadPlanCase):
    """Another addon that extends ``create`` hears of each record, as automation rules do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, 'tracking_disable': False})
        cls.policy.active = True

    def listen(self, model_name):
        """Return a list that fills with the ids of the records of a model that are created."""
        cls = type(self.env[model_name])
        create, heard = cls.create, []

        def listening(model, vals_list):
            records = create(model, vals_list)
            heard.extend(records.ids)
            return records

        self.patch(cls, 'create', listening)
        return heard

    def newest(self, model_name):
        self.env.flush_all()
        self.env.cr.execute(f"SELECT COALESCE(MAX(id), 0) FROM {self.env[model_name]._table}")
        return self.env.cr.fetchone()[0]

    def test_each_record_that_work_on_leads_makes(self):
        before = {model_name: self.newest(model_name) for model_name in MODELS}
        heard = {model_name: self.listen(model_name) for model_name in MODELS}
        # a bulk run, plans, a call, and a pool from which somebody claims
        self.rule.active = True
        leads = self.give(3)
        self.assertEqual(leads.user_id, self.rep_a + self.rep_b)
        leads.plan_run_ids._advance()
        call = self.env.ref('mail.mail_activity_data_call')
        for lead in leads:
            owner = lead.user_id
            activity = lead.activity_schedule(activity_type_id=call.id, user_id=owner.id)
            activity.with_user(owner).action_feedback()
        self.make_pool()
        self.give().with_user(self.rep_a).action_claim()
        self.env.flush_all()
        self.env.cr.precommit.run()
        for model_name in MODELS:
            with self.subTest(model=model_name):
                made = self.env[model_name].sudo().search([('id', '>', before[model_name])])
                self.assertTrue(made)
                self.assertLessEqual(set(made.ids), set(heard[model_name]))
