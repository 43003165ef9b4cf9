from odoo.addons.lead_qualification.tests.common import SALESMAN, LeadQualificationCase
from odoo.tests import new_test_user


class LeadDistributionCase(LeadQualificationCase):
    """Base case: a rule that gives passed leads in turn to Rep A and Rep B, and nothing else.

    rule Everything     rep_a (weight 1), rep_b (weight 1)
    rep_c               sells, but is in no rule
    Demo rules and pools are switched off.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env['lead.distribution.rule']
        cls.Rule.search([]).active = False
        cls.rep_c = new_test_user(cls.env, 'rep_c', SALESMAN, name="Rep C")
        cls.rule = cls.make_rule("Everything", cls.rep_a + cls.rep_b)
        cls.cron = cls.env.ref('lead_distribution.ir_cron_distribute')

    @classmethod
    def make_rule(cls, name, reps=(), weights=None, **vals):
        """Return a rule over everything with these reps, and weights if they are given.

        Leads of the tests resemble each other: unless a test says so, nobody keeps a customer.
        """
        members = [
            (0, 0, {'user_id': rep.id, 'weight': (weights or {}).get(rep, 1)}) for rep in reps
        ]
        vals = {'keep_customer_owner': False, 'keep_duplicate_owner': False, **vals}
        return cls.Rule.create({'name': name, 'member_ids': members, **vals})

    @classmethod
    def make_pool(cls, method='cherry_pick', members=None, **vals):
        """Return a pool and the rule that sends everything to it, before all other rules."""
        members = cls.rep_a + cls.rep_b if members is None else members
        pool = cls.env['lead.pool'].create(
            {'name': "Pool", 'method': method, 'user_ids': [(6, 0, members.ids)], **vals}
        )
        cls.make_rule("To the pool", sequence=1, method='pool', pool_id=pool.id)
        return pool

    def distribute(self):
        """Run the cron as the server does."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def give(self, count=1, **vals):
        """Return new leads that have been through distribution."""
        leads = self.make_leads(count, **vals)
        self.distribute()
        return leads

    def member(self, rep, rule=None):
        return (rule or self.rule).member_ids.filtered(lambda member: member.user_id == rep)

    def stints(self, lead):
        """Return the assignments of a lead, the latest first."""
        return self.env['lead.assignment'].search([('lead_id', '=', lead.id)], order='id desc')

    def owners(self, leads):
        return [lead.user_id for lead in leads]
