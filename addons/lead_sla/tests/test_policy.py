from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestPolicy(LeadSlaCase):
    """Which leads a policy is for."""

    def find(self, lead):
        return self.env['lead.sla.policy']._find_targets(lead).get(lead).policy_id

    def test_first_policy_that_applies(self):
        urgent = self.policy.copy({'sequence': 1, 'domain': "[('priority', '=', '3')]"})
        self.assertEqual(self.find(self.make_leads(1, priority='3')), urgent)
        self.assertEqual(self.find(self.lead), self.policy)

    def test_policy_of_a_team(self):
        other = self.env['crm.team'].create({'name': "Field Sales"})
        field = self.policy.copy({'sequence': 1, 'team_id': other.id})
        self.assertEqual(self.find(self.make_leads(1, team_id=other.id)), field)
        self.assertEqual(self.find(self.lead), self.policy)

    def test_policy_of_another_company_does_not_apply(self):
        company = self.env['res.company'].create({'name': "Elsewhere"})
        elsewhere = self.policy.copy({'sequence': 1, 'company_id': company.id})
        self.lead.company_id = self.env.company
        self.assertEqual(self.find(self.lead), self.policy)
        lead = self.make_leads(1, team_id=False, company_id=company.id)
        self.assertEqual(self.find(lead), elsewhere)

    def test_policy_without_targets_does_not_hide_the_next(self):
        self.env['lead.sla.policy'].create({'name': "Empty", 'sequence': 1})
        self.assertEqual(self.find(self.lead), self.policy)

    def test_bad_conditions_are_refused_with_a_sentence(self):
        for domain in ("[('nonsense', '=', 1)]", "[('name', 'is', 1)]", "not a domain", "[1"):
            with self.subTest(domain), self.assertRaisesRegex(ValidationError, "cannot be used"):
                self.policy.domain = domain

    def test_target_needs_time(self):
        for amount in (0, -5):
            with self.subTest(amount), self.assertRaisesRegex(ValidationError, "above zero"):
                self.target.amount = amount

    def test_measured_target_is_kept(self):
        self.assign('2026-03-02 10:00')
        with self.assertRaisesRegex(UserError, "has been measured"):
            self.target.unlink()
        with self.assertRaisesRegex(UserError, "has been measured"):
            self.policy.unlink()

    def test_changing_a_target_leaves_running_deadlines_alone(self):
        sla = self.assign('2026-03-02 10:00')
        deadline = sla.deadline
        self.target.amount = 5
        self.assertEqual(sla.deadline, deadline)

    def test_leader_writes_a_policy(self):
        form = Form(self.env['lead.sla.policy'].with_user(self.leader))
        form.name = "Hot leads"
        with form.target_ids.new() as target:
            target.amount = 1
            target.unit = 'hour'
        with form.escalation_ids.new() as step:
            step.action = 'reassign'
        policy = form.save()
        self.assertEqual(policy.target_ids.display_name, "First response: 1 hours (working time)")
        self.assertEqual(policy.max_hops, 1)
