from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .simulation_common import SimulationCase


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
