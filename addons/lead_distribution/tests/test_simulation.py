from datetime import datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ..models.simulation.crm_lead import Terms
from .simulation_common import SimulationCase

FRESH = Terms(by_day=True, from_zero=True, everybody=True)


@tagged('post_install', '-at_install')
class TestSimulation(SimulationCase):
    def test_same_leads_and_rules_give_the_same_owners_as_the_run(self):
        self.rule.member_ids[0].weight = 2
        self.rule.member_ids[1].daily_cap = 3
        picky = self.make_rule(
            "Picky", self.rep_c, sequence=1, domain=[('priority', '=', '3')], fallback='next_rule'
        )
        picky.member_ids.open_cap = 1
        self.give(3)
        leads = self.make_leads(12) + self.make_leads(4, priority='3')
        simulation = self.simulate(leads, timing='now', counters='now', availability='now')
        self.assertFalse(leads.user_id)
        self.distribute()
        for lead in leads:
            line = self.line(simulation, lead)
            self.assertEqual(line.user_id, lead.user_id)
            self.assertEqual(line.rule_id, self.stints(lead).rule_id)
            self.assertEqual(line.explanation, self.stints(lead).explanation)
        self.assertEqual(len(leads.user_id), 3, "all rules and limits came into play")

    def test_archived_rules_that_are_chosen_count_and_others_do_not(self):
        draft = self.make_rule("Draft", self.rep_c, sequence=1)
        draft.active = False
        leads = self.give(4)
        simulation = self.simulate(leads, rule_ids=(draft | self.rule).ids)
        self.assertEqual(simulation.line_ids.user_id, self.rep_c)
        self.assertEqual(simulation.moved_count, 4)
        self.assertEqual(self.simulate(leads).line_ids.user_id, self.rep_a | self.rep_b)
        self.assertEqual(
            leads._simulate(draft, FRESH).decisions[0].rule_id, draft.id, "the only rule"
        )
        self.assertFalse(draft.active)

    def test_a_draft_is_a_copy_that_gives_out_nothing(self):
        self.rule.member_ids[0].weight = 3
        action = self.rule.with_user(self.leader).action_copy_as_draft()
        draft = self.Rule.browse(action['res_id'])
        self.assertEqual((draft.name, draft.active), ("Everything (draft)", False))
        self.assertEqual(draft.member_ids.mapped('weight'), [3, 1])
        with self.assertRaises(AccessError):
            self.rule.with_user(self.rep_a).action_copy_as_draft()

    def test_a_draft_of_tiers_has_its_own_and_keeps_the_pins(self):
        rule = self.make_rule("Best", self.rep_a + self.rep_b, method='top_producer')
        pinned = self.member(self.rep_b, rule)
        pinned.tier_id = rule.tier_ids[0]
        draft = self.Rule.browse(rule.action_copy_as_draft()['res_id'])
        twin = self.member(self.rep_b, draft)
        self.assertEqual((twin.tier_id, twin.tier_pinned), (draft.tier_ids[0], True))
        self.assertNotEqual(draft.tier_ids, rule.tier_ids)
        self.assertFalse(self.member(self.rep_a, draft).tier_pinned)

    def test_a_rule_whose_time_has_not_come_can_be_chosen(self):
        draft = self.make_rule(
            "Next month",
            self.rep_c,
            sequence=1,
            active_from=datetime.now() + timedelta(days=30),
        )
        leads = self.make_leads(2)
        self.assertNotIn(self.rep_c, self.simulate(leads).line_ids.user_id)
        self.assertEqual(self.simulate(leads, rule_ids=draft.ids).line_ids.user_id, self.rep_c)

    def test_a_lead_that_moved_on_counts_as_just_passed_to_sales(self):
        self.rule.domain = [('lead_status_id.meaning', '=', 'passed'), ('user_id', '=', False)]
        fresh, lost, kept = self.make_leads(3)
        kept.user_id = self.rep_c
        kept._change_status(self.status('qualified'))
        lost.action_set_lost()
        self.assertFalse(lost.active)
        simulation = self.simulate(fresh + lost + kept)
        self.assertEqual(self.line(simulation, kept).outcome, 'assign')
        self.assertEqual(self.line(simulation, lost).outcome, 'assign')
        self.assertEqual(self.line(simulation, fresh).outcome, 'unmatched', "it is still new")

    def test_simulated_leads_do_not_weigh_on_their_reps_already(self):
        self.rule.member_ids.open_cap = 2
        leads = self.give(4)
        self.assertEqual(self.simulate(leads).assigned_count, 4)
        self.assertEqual(self.simulate(self.make_leads(1)).nobody_count, 1)

    def test_simulated_leads_do_not_know_their_own_customer(self):
        self.rule.keep_duplicate_owner = True
        lead = self.make_leads(1, email_from='once@example.com', user_id=self.rep_c.id)
        self.assertNotEqual(self.simulate(lead).line_ids.user_id, self.rep_c)
        self.make_leads(1, email_from='once@example.com', user_id=self.rep_c.id)
        self.assertEqual(self.simulate(lead).line_ids.user_id, self.rep_c)

    def test_limits_of_a_day_count_the_leads_of_that_day(self):
        self.rule.member_ids[1].unlink()
        self.rule.member_ids.daily_cap = 1
        leads = self.make_leads(4)
        for lead, days in zip(leads, (20, 20, 10, 10), strict=True):
            self.born(lead, days)
        by_day = self.simulate(leads)
        outcomes = [self.line(by_day, lead).outcome for lead in leads]
        self.assertEqual(outcomes, ['assign', 'wait', 'assign', 'wait'])
        self.rule.member_ids.weekly_cap = 1
        self.rule.member_ids.daily_cap = 0
        self.assertEqual(self.simulate(leads).assigned_count, 2)
        self.assertEqual(self.simulate(leads, timing='now').assigned_count, 1)

    def test_leads_come_in_the_order_of_their_days(self):
        self.rule.member_ids[1].unlink()
        self.rule.member_ids.daily_cap = 1
        leads = self.make_leads(4)
        for lead, days in zip(leads, (10, 20, 10, 20), strict=True):
            self.born(lead, days)
        simulation = self.simulate(leads)
        outcomes = [self.line(simulation, lead).outcome for lead in leads]
        self.assertEqual(outcomes, ['assign', 'assign', 'wait', 'wait'])
        self.assertIn("Limit of the day (1/1)", self.line(simulation, leads[2]).trace)

    def test_availability_and_turns_are_chosen(self):
        self.give(3)
        self.rep_a.lead_available = False
        leads = self.make_leads(2)
        away = self.simulate(leads, availability='now')
        self.assertEqual(away.line_ids.user_id, self.rep_b)
        self.assertEqual(self.simulate(leads).line_ids.user_id, self.rep_a | self.rep_b)
        zero = self.simulate(leads[:1], timing='now')
        self.assertEqual(zero.line_ids.user_id, self.rep_a)
        kept = self.simulate(leads[:1], timing='now', counters='now')
        self.assertEqual(kept.line_ids.user_id, self.rep_b)

    def test_shares_add_up_and_each_figure_opens_its_leads(self):
        self.make_rule("Vip", self.rep_c, sequence=1, domain=[('priority', '=', '3')])
        leads = self.make_leads(6, user_id=self.rep_a.id) + self.make_leads(2, priority='3')
        simulation = self.simulate(leads)
        rows = simulation.owner_row_ids
        self.assertAlmostEqual(sum(rows.mapped('share')), 100)
        self.assertAlmostEqual(sum(rows.mapped('actual_share')), 100)
        self.assertAlmostEqual(sum(rows.mapped('change')), 0)
        row = rows.filtered(lambda row: row.user_id == self.rep_a)
        self.assertEqual((row.actual_count, row.lead_count, row.change), (6, 3, -37.5))
        for row in simulation.row_ids:
            action = row.action_open_leads()
            found = self.env['lead.simulation.line'].search_count(action['domain'])
            self.assertEqual(found, row.lead_count, row.label)
            if row.kind == 'owner':
                action = row.action_open_actual()
                found = self.env['lead.simulation.line'].search_count(action['domain'])
                self.assertEqual(found, row.actual_count)
        self.assertIn("Rep C", simulation.chart)

    def test_nobody_is_told_with_its_reasons(self):
        self.rule.domain = [('priority', '=', '3')]
        self.rule.member_ids.daily_cap = 1
        leads = self.make_leads(4, priority='3') + self.make_leads(1)
        simulation = self.simulate(leads)
        self.assertEqual(simulation.nobody_count, 3)
        reasons = simulation.reason_row_ids.mapped('reason_text')
        self.assertIn("No distribution rule matches this lead.", reasons)
        self.assertIn(
            "Nobody in the rule Everything can take the lead now.\n"
            "Rep A has reached the limit for today (Everything): 2\n"
            "Rep B has reached the limit for today (Everything): 2",
            reasons,
        )

    def test_bad_input_is_refused_with_what_to_do(self):
        with self.assertRaisesRegex(ValidationError, "between 1 and 5000"):
            self.simulate(self.lead, lead_count=5001)
        with self.assertRaisesRegex(ValidationError, "filter"):
            self.simulate(self.lead, domain="[('no_such_field', '=', 1)]")
        with self.assertRaisesRegex(UserError, "at least one rule"):
            self.simulate(self.lead, rule_ids=[])
        with self.assertRaisesRegex(UserError, "No lead matches"):
            self.simulate(self.lead.browse())

    def test_queries_do_not_grow_with_the_leads(self):
        few, many = self.make_leads(5), self.make_leads(50)
        few._simulate(self.rule, FRESH)
        counts = []
        for leads in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads._simulate(self.rule, FRESH)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_only_the_newest_leads_are_taken(self):
        leads = self.make_leads(5)
        self.assertEqual(self.simulate(leads, lead_count=2).line_ids.lead_id, leads[-2:])
