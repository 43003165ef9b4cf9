from psycopg2.errors import ReadOnlySqlTransaction

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..models.simulation.crm_lead import Terms
from ..tools.batches import read_only
from .simulation_common import SimulationCase

NOW = Terms()
FRESH = Terms(by_day=True, from_zero=True, everybody=True)


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
            self.assertTrue(again.line_ids[0].trace)
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
        with mute_logger('odoo.addons.lead_distribution.models.rule.lead_distribution_rule_match'):
            simulation = self.simulate(self.make_leads(1))
        self.assertEqual(simulation.line_ids.outcome, 'unmatched')
        self.assertFalse(self.rule.error_message)
