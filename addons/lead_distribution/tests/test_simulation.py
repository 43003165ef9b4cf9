from datetime import datetime, timedelta

from psycopg2.errors import ReadOnlySqlTransaction

from odoo.addons.lead_distribution.models.crm_lead_simulate import Terms
from odoo.addons.lead_distribution.models.read_only import read_only
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .common import LeadDistributionCase

NOW = Terms()
FRESH = Terms(by_day=True, from_zero=True, everybody=True)


class SimulationCase(LeadDistributionCase):
    """Simulations are run by the leader; the rule Everything is in force."""

    def simulate(self, leads, user=None, **vals):
        """Return a simulation of the leader's that has been run over these leads."""
        simulation = (
            self.env['lead.simulation']
            .with_user(user or self.leader)
            .create({'domain': [('id', 'in', leads.ids)], **vals})
        )
        simulation.action_run()
        return simulation

    def line(self, simulation, lead):
        return simulation.line_ids.filtered(lambda line: line.lead_id == lead)

    def born(self, lead, days_ago):
        """Have a lead come in some days ago, at noon."""
        moment = datetime.combine(datetime.now().date(), datetime.min.time())
        moment += timedelta(hours=12, days=-days_ago)
        self.env.cr.execute(
            SQL("UPDATE crm_lead SET create_date = %s WHERE id = %s", moment, lead.id)
        )
        lead.invalidate_recordset(['create_date'])


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


@tagged('post_install', '-at_install')
class TestSimulationTrace(SimulationCase):
    def test_the_trace_shows_each_rule_each_candidate_and_the_pick(self):
        self.make_rule("Vip", self.rep_c, sequence=1, domain=[('priority', '=', '3')])
        self.make_rule("Later", self.rep_c, sequence=99)
        self.rep_a.lead_available = False
        line = self.simulate(self.make_leads(1), availability='now').line_ids
        self.assertRegex(line.trace, r"Vip</strong>:\s*does not match")
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


@tagged('post_install', '-at_install')
class TestSimulationRights(SimulationCase):
    def test_reps_and_marketers_cannot_simulate(self):
        leads = self.make_leads(1)
        simulation = self.simulate(leads)
        head = new_test_user(
            self.env, 'all_leads', 'sales_team.group_sale_salesman_all_leads', name="All Leads"
        )
        for user in (self.rep_a, head, self.marketer):
            with self.assertRaises(AccessError):
                self.simulate(leads, user=user)
            with self.assertRaises(AccessError):
                simulation.with_user(user).action_run()
            with self.assertRaises(AccessError):
                simulation.line_ids.with_user(user).read(['trace'])
            with self.assertRaises(AccessError):
                simulation.row_ids[:1].with_user(user).action_open_leads()
            with self.assertRaises(AccessError):
                leads.with_user(user).action_explain_distribution()
            with self.assertRaises(AccessError):
                self.rule.with_user(user).action_simulate()

    def test_results_are_nobodys_to_write(self):
        simulation = self.simulate(self.make_leads(1))
        values = {'simulation_id': simulation.id, 'lead_id': self.lead.id, 'outcome': 'pool'}
        for records in (simulation.line_ids, simulation.row_ids):
            with self.assertRaises(AccessError):
                records.write({'outcome': 'pool'})
            with self.assertRaises(AccessError):
                records.unlink()
        with self.assertRaises(AccessError):
            simulation.line_ids.create(values)
        with self.assertRaises(AccessError):
            simulation.write({'line_ids': [(0, 0, values)]})

    def test_a_simulation_is_its_makers_own(self):
        other = new_test_user(self.env, 'leader_y', 'sales_team.group_sale_manager')
        simulation = self.simulate(self.make_leads(1))
        for records in (simulation, simulation.line_ids, simulation.row_ids):
            with self.assertRaises(AccessError):
                records.with_user(other).read([])

    def test_a_blind_lead_is_no_part_of_it_for_who_may_not_read_it(self):
        lead = self.make_leads(1)
        simulation = self.simulate(lead)
        pool = self.make_pool('blind_pull', self.leader)
        hidden = self.give(1)
        self.assertEqual(hidden.pool_id, pool)
        with self.assertRaisesRegex(UserError, "No lead matches"):
            self.simulate(hidden)
        with self.assertRaises(AccessError):
            hidden.with_user(self.leader).action_explain_distribution()
        # it went into the pool after the simulation
        lead._write_distribution({'pool_id': pool.id})
        self.env.invalidate_all()
        self.assertFalse(
            self.env['lead.simulation.line']
            .with_user(self.leader)
            .search([('simulation_id', '=', simulation.id)])
        )

    def test_rules_and_leads_of_other_companies_stay_out(self):
        company = self.env['res.company'].create({'name': "Abroad"})
        pool = self.env['lead.pool'].create({'name': "Abroad", 'company_id': company.id})
        foreign = self.make_rule("Abroad", method='pool', pool_id=pool.id, company_id=company.id)
        lead = self.make_leads(1, company_id=company.id, team_id=False)
        with self.assertRaisesRegex(UserError, "No lead matches"):
            self.simulate(lead)
        self.assertNotIn(foreign, self.simulate(self.lead).rule_ids)
        with self.assertRaises(AccessError):
            self.simulate(self.lead, rule_ids=foreign.ids)


@tagged('post_install', '-at_install')
class TestSimulationWritesNothing(SimulationCase):
    def snapshot(self):
        """Return, of every table but the simulation's own, how many rows it has and their hash."""
        self.env.flush_all()
        self.env.cr.execute(
            """SELECT relname FROM pg_class
                WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"""
        )
        tables = [
            name for [name] in self.env.cr.fetchall() if not name.startswith('lead_simulation')
        ]
        found = {}
        for name in tables:
            self.env.cr.execute(
                SQL(
                    "SELECT COUNT(*), SUM(hashtextextended(t::text || t.ctid::text, 0)) FROM %s t",
                    SQL.identifier(name),
                )
            )
            found[name] = self.env.cr.fetchone()
        return found

    def all_methods(self):
        """Make a rule of each method, and return leads for each of them."""
        pool = self.env['lead.pool'].create({'name': "P", 'method': 'cherry_pick'})
        territory = self.env['lead.territory'].create(
            {'name': "All", 'surge_cap': 2, 'member_ids': [(6, 0, self.rep_a.ids)]}
        )
        self.assertTrue(territory)
        self.team.open_cap = 50
        settings = {
            'round_robin': {},
            'load_balanced': {'fallback': 'pool', 'fallback_pool_id': pool.id},
            'top_producer': {},
            'territory': {'fallback': 'person', 'fallback_user_id': self.rep_c.id},
            'single_contact': {'contact_user_id': self.rep_b.id},
            'pool': {'pool_id': pool.id},
        }
        leads = self.env['crm.lead']
        for number, (method, vals) in enumerate(settings.items()):
            needs_reps = method in ('round_robin', 'load_balanced', 'top_producer')
            self.make_rule(
                method,
                self.rep_a + self.rep_b if needs_reps else (),
                method=method,
                sequence=number,
                domain=[('referred', '=', method)],
                keep_customer_owner=True,
                keep_duplicate_owner=True,
                **vals,
            )
            leads |= self.make_leads(4, referred=method)
        self.rule.member_ids.daily_cap = 1
        return leads | self.make_leads(4)

    def test_no_row_of_any_other_table_changes(self):
        leads = self.all_methods()
        self.give(2)
        simulation = self.simulate(leads)  # what is cached or made once is out of the way
        before = self.snapshot()
        for timing in ('by_day', 'now'):
            again = self.simulate(leads, timing=timing)
            again.line_ids[0].trace  # noqa: B018
        leads[:1].with_user(self.leader).action_explain_distribution()
        after = self.snapshot()
        self.assertEqual(
            {name for name in before | after if before.get(name) != after.get(name)}, set()
        )
        used = simulation.line_ids.rule_id.mapped('method')
        self.assertEqual(
            set(used), set(dict(self.Rule._fields['method'].selection)), "each method had its leads"
        )

    def test_it_runs_in_a_read_only_transaction(self):
        leads = self.all_methods()
        self.env.flush_all()
        self.env.cr.execute("SAVEPOINT ro; SET LOCAL transaction_read_only = on")
        self.assertTrue(leads._simulate(self.Rule.search([]), FRESH).decisions)
        self.assertTrue(leads._simulate(self.Rule.search([]), NOW).decisions)
        self.env.cr.execute("ROLLBACK TO SAVEPOINT ro")

    def test_the_database_refuses_what_code_of_others_would_write(self):
        with (
            mute_logger('odoo.sql_db'),
            self.assertRaises(ReadOnlySqlTransaction),
            read_only(self.env),
        ):
            self.lead.name = "Changed"
            self.env.flush_all()
        self.lead.name = "Changed after"
        self.env.flush_all()
        self.env.cr.execute(SQL("SELECT name FROM crm_lead WHERE id = %s", self.lead.id))
        self.assertEqual(self.env.cr.fetchone(), ("Changed after",))

    def test_a_filter_that_fails_is_not_noted_on_the_rule(self):
        self.env.cr.execute(
            SQL("UPDATE lead_distribution_rule SET domain = 'oops' WHERE id = %s", self.rule.id)
        )
        self.rule.invalidate_recordset()
        with mute_logger('odoo.addons.lead_distribution.models.lead_distribution_rule_match'):
            simulation = self.simulate(self.make_leads(1))
        self.assertEqual(simulation.line_ids.outcome, 'unmatched')
        self.assertFalse(self.rule.error_message)
