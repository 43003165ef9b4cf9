from concurrent.futures import ThreadPoolExecutor

from psycopg2 import errors

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_parallel import ParallelCase


@tagged('post_install', '-at_install')
class TestParallelClaim(ParallelCase):
    def test_who_comes_second_learns_the_winner_at_once(self):
        with self.transaction(self.rep_b) as loser, self.transaction(self.rep_a) as winner:
            self.lead(loser).read(['name'])  # his snapshot is older than the winner's claim
            self.lead(winner).action_claim()
            winner.cr.commit()
            with self.assertRaisesRegex(UserError, "Rep a was faster"):
                self.lead(loser).action_claim()

    def test_hand_that_gives_to_whoever_claims_now_is_tried_again(self):
        with self.transaction() as env:
            leader = env.ref('base.user_admin').id
        with self.transaction(leader) as hand, self.transaction(self.rep_a) as claimer:
            self.lead(hand).read(['name'])
            self.lead(claimer).action_claim()
            claimer.cr.commit()
            # Odoo begins such a request anew, and there the person has the lead already
            with self.assertRaises(errors.SerializationFailure), mute_logger('odoo.sql_db'):
                self.lead(hand).user_id = self.rep_a
            hand.cr.rollback()
            self.lead(hand).user_id = self.rep_a
            self.assertEqual(len(self.lead(hand).assignment_ids), 1)

    def test_collision_is_left_to_whoever_has_written_before(self):
        with (
            self.transaction(self.rep_b) as loser,
            self.transaction(self.rep_a) as winner,
            mute_logger('odoo.sql_db'),
        ):
            self.lead(loser, 2).sudo().write({'name': "At stake"})
            loser.flush_all()
            self.lead(winner).action_claim()
            winner.cr.commit()
            with self.assertRaises(errors.SerializationFailure):
                self.lead(loser).action_claim()
            loser.cr.rollback()

    def test_two_claims_of_one_rep_do_not_both_fit_under_his_limit(self):
        for limit in ('daily_cap', 'open_cap', 'daily_claim_cap', 'unworked_claim_cap'):
            with self.subTest(limit=limit):
                self.set_limits(**{limit: 1})
                with self.transaction(self.rep_a) as here, self.transaction(self.rep_a) as there:
                    self.lead(there, 1).read(['name'])
                    self.lead(here, 0).action_claim()
                    here.cr.commit()
                    with self.assertRaisesRegex(UserError, "You h"):
                        self.lead(there, 1).action_claim()
                self.put_back()

    def test_two_reps_of_a_team_do_not_both_fit_under_its_limit(self):
        with self.transaction() as env:
            team = env['crm.team'].create(
                {
                    'name': "Parallel",
                    'daily_cap': 1,
                    'member_ids': [(6, 0, [self.rep_a, self.rep_b])],
                }
            )
            env['crm.lead'].browse(self.leads).team_id = team
        self.addCleanup(self.drop, team)
        with self.transaction(self.rep_a) as here, self.transaction(self.rep_b) as there:
            self.lead(there, 1).read(['name'])
            self.lead(here, 0).action_claim()
            here.cr.commit()
            with self.assertRaisesRegex(UserError, "Your sales team has reached its limit"):
                self.lead(there, 1).action_claim()

    def test_claim_next_passes_over_what_others_have_claimed_meanwhile(self):
        with self.transaction(self.rep_b) as late, self.transaction(self.rep_a) as early:
            self.lead(late).read(['name'])
            self.claim_next(early)
            early.cr.commit()
            before = late.cr.now()
            self.claim_next(late)
            self.assertEqual(late.cr.now(), before, "nothing had to be repeated")

    def test_many_connections_get_each_lead_once(self):
        self.add_leads(40)
        users = [self.rep_a, self.rep_b] * 5
        with ThreadPoolExecutor(len(users)) as threads:
            told = list(threads.map(self.claim_until_refused, users))
        with self.transaction() as env:
            stints = env['lead.assignment'].search([('lead_id', 'in', self.leads)])
            self.assertEqual(sorted(stints.lead_id.ids), sorted(self.leads))
            self.assertEqual(len(stints), len(self.leads))
        for sentence in told:
            self.assertIn("There is no lead for you", sentence)

    def test_many_connections_never_exceed_a_limit(self):
        self.add_leads(40)
        self.set_limits(unworked_claim_cap=7, daily_claim_cap=9)
        users = [self.rep_a, self.rep_b] * 5
        with ThreadPoolExecutor(len(users)) as threads:
            told = list(threads.map(self.claim_until_refused, users))
        for sentence in told:
            self.assertIn("not worked on of the pool Parallel (7)", sentence)
        with self.transaction() as env:
            for user in (self.rep_a, self.rep_b):
                claims = [('user_id', '=', user), ('lead_id', 'in', self.leads)]
                self.assertEqual(env['lead.assignment'].search_count(claims), 7)

    def test_many_connections_that_want_the_same_lead_find_one_winner(self):
        users = [self.rep_a, self.rep_b] * 5
        with ThreadPoolExecutor(len(users)) as threads:
            told = list(threads.map(self.claim_first, users))
        with self.transaction() as env:
            winner = self.lead(env).user_id.name
            self.assertEqual(len(self.lead(env).assignment_ids), 1)
        self.assertEqual(told.count(None), 5, "who has it already just opens it")
        self.assertEqual(
            told.count(f"{winner} was faster: this lead is claimed already."), 5, "the others"
        )

    def test_many_connections_claim_the_same_selection(self):
        self.add_leads(20)
        users = [self.rep_a, self.rep_b] * 3
        with ThreadPoolExecutor(len(users)) as threads:
            list(threads.map(self.claim_all, users))
        with self.transaction() as env:
            stints = env['lead.assignment'].search([('lead_id', 'in', self.leads)])
            self.assertEqual(sorted(stints.lead_id.ids), sorted(self.leads))
            self.assertEqual(len(stints), len(self.leads))

    def claim_until_refused(self, user_id):
        """Claim as long as there are leads; return what the user was told then."""
        while True:
            with self.transaction(user_id) as env:
                try:
                    self.claim_next(env)
                except UserError as error:
                    return str(error)

    def claim_first(self, user_id):
        with self.transaction(user_id) as env:
            try:
                self.lead(env).action_claim()
            except UserError as error:
                return str(error)

    def claim_all(self, user_id):
        with self.transaction(user_id) as env:
            try:
                env['crm.lead'].browse(self.leads).action_claim_many()
            except UserError:
                env.cr.rollback()

    def claim_next(self, env):
        env['lead.pool'].browse(self.pool).action_claim_next()

    def set_limits(self, **limits):
        with self.transaction() as env:
            names = ('daily_cap', 'open_cap', 'daily_claim_cap', 'unworked_claim_cap')
            env['lead.pool'].browse(self.pool).write({**dict.fromkeys(names, 0), **limits})

    def put_back(self):
        """Have all leads lie in the pool as if nobody had claimed any."""
        with self.transaction() as env:
            leads = env['crm.lead'].browse(self.leads)
            leads.filtered('user_id')._release('reassigned')
            leads.assignment_ids.unlink()
            leads._assign(leads._decide().decisions)
