from odoo.exceptions import UserError
from odoo.tests import tagged

from .simulation_common import SimulationCase


@tagged('post_install', '-at_install')
class TestSimulationTrace(SimulationCase):
    def test_the_trace_shows_each_rule_each_candidate_and_the_pick(self):
        self.make_rule(
            "Vip",
            self.rep_c,
            sequence=1,
            domain=[('priority', '=', '3'), ('type', '=', 'lead'), ('team_id.name', '=', "No")],
        )
        self.make_rule("Later", self.rep_c, sequence=99)
        self.rep_a.lead_available = False
        line = self.simulate(self.make_leads(1), availability='now').line_ids
        self.assertRegex(line.trace, r"Vip</strong>:\s*does not match")
        self.assertRegex(line.trace, r"Priority(, | and )Sales Team, Sales Team", "not its type")
        self.assertRegex(line.trace, r"(?s)Later</strong>:\s*matches.*It was not needed")
        self.assertIn("Rep A is not available (Everything)", line.trace)
        self.assertRegex(line.trace, r"(?s)Rep B.*gets the lead")
        self.assertIn("Rep B was next in turn in the rule Everything.", line.trace)
        self.assertNotIn("have changed since", line.trace)

    def test_the_trace_is_of_the_moment_the_lead_was_placed(self):
        leads = self.make_leads(3)
        simulation = self.simulate(leads)
        owners = [self.line(simulation, lead).user_id for lead in leads]
        self.assertEqual(owners, [self.rep_a, self.rep_b, self.rep_a])
        for lead, owner in zip(leads, owners, strict=True):
            line = self.line(simulation, lead)
            line.invalidate_recordset()
            self.assertIn(f"{owner.name} was next in turn", line.trace)

    def test_it_says_when_the_rules_have_changed_since(self):
        line = self.simulate(self.make_leads(1)).line_ids
        self.member(self.rep_a).unlink()
        line.invalidate_recordset()
        self.assertIn("have changed since", line.trace)

    def test_a_list_of_lines_costs_no_simulation_each(self):
        lines = self.simulate(self.make_leads(3)).line_ids
        self.assertEqual(lines.mapped('trace'), [False] * 3)

    def test_the_lead_form_asks_what_would_happen_now(self):
        lead = self.make_leads(1)
        self.rep_a.lead_available = False
        action = lead.with_user(self.leader).action_explain_distribution()
        line = self.env[action['res_model']].with_user(self.leader).browse(action['res_id'])
        self.assertEqual(line.user_id, self.rep_b)
        self.assertIn("Rep A is not available", line.trace)
        self.assertFalse(lead.user_id)
        self.Rule.search([]).active = False
        with self.assertRaisesRegex(UserError, "no active rule"):
            lead.with_user(self.leader).action_explain_distribution()

    def test_fallbacks_and_known_customers_are_in_the_trace(self):
        self.rule.write(
            {
                'keep_duplicate_owner': True,
                'fallback': 'person',
                'fallback_user_id': self.rep_c.id,
            }
        )
        self.rule.member_ids.daily_cap = 1
        self.make_leads(1, email_from='twin@example.com', user_id=self.rep_c.id)
        twin = self.make_leads(1, email_from='twin@example.com')
        others = self.make_leads(3, email_from=False, phone=False)
        simulation = self.simulate(twin + others)
        self.assertIn("Who knows the customer?", self.line(simulation, twin).trace)
        trace = self.line(simulation, others[-1]).trace
        self.assertIn("The person for leads that nobody else could take", trace)
        self.assertIn("Rep A has reached the limit for today (Everything)", trace)

    def test_the_trace_judges_leads_that_moved_on_as_the_simulation_does(self):
        self.rule.domain = [('lead_status_id.meaning', '=', 'passed'), ('priority', '=', '3')]
        lead = self.make_leads(1)
        lead.user_id = self.rep_c
        lead._change_status(self.status('qualified'))
        line = self.simulate(lead).line_ids
        misfits = line.trace.split('fa-times')[1]  # after the filter in words
        self.assertIn("Priority", misfits)
        self.assertNotIn("Meaning", misfits)
