from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_pool import PoolCase


@tagged('post_install', '-at_install')
class TestPoolReturn(PoolCase):
    def setUp(self):
        super().setUp()
        self.pool = self.make_pool(return_minutes=60)

    def test_unworked_claim_goes_back_after_working_time(self):
        lead = self.give_at('2026-03-02 10:00')
        self.claim_at('2026-03-02 16:30', lead)
        stint = self.stints(lead)
        self.assertEqual(str(stint.return_at), '2026-03-03 09:30:00')
        self.run_pools('2026-03-03 09:29')
        self.assertEqual(lead.user_id, self.rep_a)
        with self.events() as events:
            self.run_pools('2026-03-03 09:30')
        self.assertRecordValues(
            lead, [{'user_id': False, 'pool_id': self.pool.id, 'distribution_state': 'pool'}]
        )
        self.assertEqual(str(lead.pooled_at), '2026-03-03 09:30:00')
        self.assertEqual(stint.release_reason, 'unworked')
        # the status it had when it was claimed: nobody passed it meanwhile
        self.assertEqual(lead.lead_status_meaning, 'new')
        self.assertFalse(lead.passed_at)
        self.assertEqual(self.kinds(lead), ['entered', 'returned'])
        self.assertIn("did not begin with it in time", lead.distribution_note)
        self.assertEqual(events, [('entered', {lead.id})])

    def test_it_does_not_go_back_to_whoever_let_it_lie(self):
        lead = self.give_at('2026-03-02 10:00')
        self.claim_at('2026-03-02 10:00', lead)
        self.run_pools('2026-03-02 11:00')
        with self.at('2026-03-02 11:01'):
            with self.assertRaisesRegex(UserError, "You have had this lead before"):
                lead.with_user(self.rep_a).action_claim()
            with self.assertRaisesRegex(UserError, "no lead for you"):
                self.pool.with_user(self.rep_a).action_claim_next()
            self.pool.with_user(self.rep_b).action_claim_next()
        self.assertEqual(lead.user_id, self.rep_b)

    def test_after_the_cool_off_he_may_claim_it_again(self):
        self.env.company.lead_cool_off_days = 2
        lead = self.give_at('2026-03-02 10:00')
        self.claim_at('2026-03-02 10:00', lead)
        self.run_pools('2026-03-02 11:00')
        with self.at('2026-03-04 10:59'), self.assertRaisesRegex(UserError, "no lead for you"):
            self.pool.with_user(self.rep_a).action_claim_next()
        with self.at('2026-03-04 11:01'):
            self.pool.with_user(self.rep_a).action_claim_next()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_what_was_worked_on_stays(self):
        lead = self.give_at('2026-03-02 10:00')
        self.claim_at('2026-03-02 10:00', lead)
        with self.at('2026-03-02 10:30'):
            lead.with_user(self.rep_a)._change_status(self.status('qualified'))
        self.run_pools('2026-03-02 12:00')
        self.assertEqual(lead.user_id, self.rep_a)
        self.assertEqual(str(self.stints(lead).worked_at), '2026-03-02 10:30:00')

    def test_who_has_no_fixed_hours_works_by_the_clock(self):
        self.env.company.resource_calendar_id = False
        lead = self.give_at('2026-03-02 10:00')
        self.claim_at('2026-03-07 23:30', lead)
        self.assertEqual(str(self.stints(lead).return_at), '2026-03-08 00:30:00')

    def test_without_a_time_nothing_goes_back(self):
        self.pool.return_minutes = 0
        lead = self.give_at('2026-03-02 10:00')
        self.claim_at('2026-03-02 10:00', lead)
        self.run_pools('2026-04-02 10:00')
        self.assertEqual(lead.user_id, self.rep_a)

    def test_from_an_archived_pool_it_is_distributed(self):
        lead = self.give_at('2026-03-02 10:00')
        self.claim_at('2026-03-02 10:00', lead)
        self.Rule.search([('pool_id', '=', self.pool.id)]).active = False
        self.pool.active = False
        self.run_pools('2026-03-02 11:00')
        self.assertEqual(lead.distribution_state, 'pending')

    def test_the_cron_is_woken_for_it(self):
        lead = self.give_at('2026-03-02 10:00')
        self.claim_at('2026-03-02 10:00', lead)
        cron = self.env.ref('lead_distribution.ir_cron_return_claims')
        self.assertIn('2026-03-02 11:00:00', map(str, self.triggers(cron)))

    def test_queries_do_not_grow_with_the_leads(self):
        def count(number):
            leads = self.give_at('2026-03-02 10:00', number)
            with self.at('2026-03-02 10:00'):
                leads.with_user(self.rep_a).action_claim_many()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.run_pools('2026-03-02 11:00')
            self.assertFalse(leads.user_id)
            return self.env.cr.sql_log_count - before

        count(2)
        few, many = count(5), count(50)
        self.assertLess(many - few, 15, f"{few} queries for 5 leads, {many} for 50")
