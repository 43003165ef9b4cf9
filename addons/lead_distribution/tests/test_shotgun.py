from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common_pool import PoolCase


@tagged('post_install', '-at_install')
class TestShotgun(PoolCase):
    def setUp(self):
        super().setUp()
        be, fr = self.env.ref('base.be'), self.env.ref('base.fr')
        self.be, self.fr = be, fr
        fallback = {
            'fallback_team_ids': [Command.set(self.south.ids)],
            'open_after_minutes': 30,
        }
        self.pool = self.make_shotgun(
            [
                ("Belgium", f"[('country_id', '=', {be.id})]", self.north, fallback),
                ("France", f"[('country_id', '=', {fr.id})]", self.south, {}),
            ]
        )
        self.belgium, self.france = self.pool.segment_ids

    def test_leads_lie_in_the_first_segment_that_matches(self):
        self.france.domain = "[]"
        belgian, french = (
            self.give_at('2026-03-02 10:00', country_id=self.be.id),
            self.give_at('2026-03-02 10:00', country_id=self.fr.id),
        )
        self.assertEqual(belgian.pool_segment_id, self.belgium)
        self.assertEqual(french.pool_segment_id, self.france)
        self.assertEqual(
            (belgian + french)._pool_claimers(), {belgian: self.rep_a, french: self.rep_b}
        )

    def test_a_lead_of_no_segment_is_set_aside_with_the_reason(self):
        lead = self.give_at('2026-03-02 10:00')
        self.assertRecordValues(lead, [{'pool_id': False, 'distribution_state': 'unmatched'}])
        self.assertEqual(lead.distribution_note, "No segment of the pool Pool matches this lead.")

    def test_it_is_tried_again_when_the_segments_change(self):
        lead = self.give_at('2026-03-02 10:00')
        self.france.domain = "[]"
        self.distribute()
        self.assertEqual(lead.pool_segment_id, self.france)

    def test_a_lead_whose_segment_is_gone_is_nobodys_to_claim(self):
        lead = self.give(country_id=self.be.id)
        self.assertTrue(lead.pool_segment_id)
        lead._write_distribution({'pool_segment_id': False})
        for user in self.rep_a + self.leader:  # she sees it all the same
            with self.assertRaises(AccessError):
                lead.with_user(user).action_claim()

    def test_claims_stay_in_the_segment(self):
        lead = self.give_at('2026-03-02 10:00', country_id=self.be.id)
        with self.assertRaisesRegex(UserError, "cannot claim|for its seniors"):
            self.claim_at('2026-03-02 10:01', lead, self.rep_b)
        with self.at('2026-03-02 10:01'), self.assertRaisesRegex(UserError, "no lead for you"):
            self.pool.with_user(self.rep_b).action_claim_next()
        with self.at('2026-03-02 10:01'):
            self.pool.with_user(self.rep_a).action_claim_next()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_only_fellow_members_learn_who_was_faster(self):
        lead = self.give_at('2026-03-02 10:00', country_id=self.fr.id)
        self.claim_at('2026-03-02 10:00', lead, self.rep_b)
        with self.assertRaisesRegex(UserError, "You cannot claim this lead"):
            self.claim_at('2026-03-02 10:01', lead, self.rep_a)
        self.south.member_ids += self.rep_c
        with self.assertRaisesRegex(UserError, "Rep B was faster"):
            self.claim_at('2026-03-02 10:01', lead, self.rep_c)

    def test_fallback_teams_learn_it_only_of_leads_that_were_opened_to_them(self):
        kept, opened = self.give_at('2026-03-02 10:00', 2, country_id=self.be.id)
        self.claim_at('2026-03-02 10:01', kept)
        self.run_pools('2026-03-02 10:30')
        self.claim_at('2026-03-02 10:31', opened)
        with self.assertRaisesRegex(AccessError, "not offered to you"):
            self.claim_at('2026-03-02 10:32', kept, self.rep_b)
        with self.assertRaisesRegex(UserError, "Rep A was faster"):
            self.claim_at('2026-03-02 10:32', opened, self.rep_b)

    def test_a_lead_that_moved_on_was_opened_to_nobody_there(self):
        self.france.write({'fallback_team_ids': self.north.ids, 'open_after_minutes': 60})
        lead = self.give_at('2026-03-02 10:00', country_id=self.be.id)
        self.run_pools('2026-03-02 10:30')
        with self.at('2026-03-02 10:40'):
            lead.sudo().country_id = self.fr
        self.claim_at('2026-03-02 10:41', lead, self.rep_b)
        with self.assertRaisesRegex(AccessError, "not offered to you"):
            self.claim_at('2026-03-02 10:42', lead)

    def test_unclaimed_it_opens_to_the_fallback_teams(self):
        lead = self.give_at('2026-03-02 10:00', country_id=self.be.id)
        with self.events() as events:
            self.run_pools('2026-03-02 10:29')
            self.run_pools('2026-03-02 10:30')
        self.assertEqual(events, [('opened', {lead.id})])
        self.assertTrue(lead.pool_opened)
        self.assertEqual(lead._pool_claimers(), {lead: self.rep_a + self.rep_b})
        with self.at('2026-03-02 10:31'):
            self.pool.with_user(self.rep_b).action_claim_next()
        self.assertEqual(lead.user_id, self.rep_b)
        self.assertFalse(lead.pool_opened or lead.pool_segment_id)

    def test_members_count_what_is_theirs_to_claim(self):
        self.give_at('2026-03-02 10:00', 2, country_id=self.be.id)
        self.give_at('2026-03-02 10:00', country_id=self.fr.id)
        counts = {self.rep_a: 2, self.rep_b: 1, self.leader: 3}
        for user, count in counts.items():
            self.assertEqual(self.pool.with_user(user).available_count, count)
        self.run_pools('2026-03-02 10:30')
        self.assertEqual(self.pool.with_user(self.rep_b).available_text, "3")

    def test_then_a_rule_gives_it_out(self):
        self.make_steps(self.pool, (60, 'rule', {'rule_id': self.rule.id}))
        lead = self.give_at('2026-03-02 10:00', country_id=self.be.id)
        self.run_pools('2026-03-02 11:00')
        self.assertEqual(lead.assignment_ids.origin, 'escalation')
        self.assertEqual(self.kinds(lead), ['entered', 'open', 'rule'])

    def test_changed_data_move_it_to_another_segment(self):
        leads = self.give_at('2026-03-02 10:00', 2, country_id=self.be.id)
        self.run_pools('2026-03-02 10:30')
        with self.at('2026-03-02 10:40'), self.events() as events:
            leads.sudo().write({'country_id': self.fr.id})
        self.assertEqual(leads.pool_segment_id, self.france)
        self.assertFalse(leads[0].pool_opened, "its new team has it for itself first")
        self.assertEqual(str(leads[0].pooled_at), '2026-03-02 10:00:00')
        self.assertEqual(str(leads[0].pool_segment_at), '2026-03-02 10:40:00')
        self.assertEqual(events, [('left', set(leads.ids)), ('entered', set(leads.ids))])
        move = leads[0].pool_log_ids.filtered(lambda row: row.kind == 'segment')
        self.assertRecordValues(
            move,
            [{'from_segment_id': self.belgium.id, 'segment_id': self.france.id}],
        )

    def test_changed_data_that_no_segment_wants_take_it_out(self):
        lead = self.give_at('2026-03-02 10:00', country_id=self.be.id)
        lead.sudo().write({'country_id': False})
        self.assertRecordValues(
            lead, [{'pool_id': False, 'pool_segment_id': False, 'distribution_state': 'unmatched'}]
        )
        self.assertEqual(self.kinds(lead), ['entered', 'unsegmented'])

    def test_other_changes_move_nothing(self):
        lead = self.give_at('2026-03-02 10:00', country_id=self.be.id)
        lead.sudo().write({'phone': "+32 2 555 01 02"})
        self.assertEqual(self.kinds(lead), ['entered'])

    def test_changed_segments_move_what_lies_there(self):
        lead = self.give_at('2026-03-02 10:00', country_id=self.be.id)
        with self.at('2026-03-02 10:04'):
            self.belgium.unlink()
            self.france.domain = "[]"
        self.assertEqual(lead._pool_claimers(), {lead: self.env['res.users']}, "nobody meanwhile")
        self.run_pools('2026-03-02 10:05')
        self.assertEqual(lead.pool_segment_id, self.france)

    def test_limits_hold_across_segments(self):
        self.south.member_ids += self.rep_a
        self.pool.daily_claim_cap = 1
        self.give_at('2026-03-02 10:00', country_id=self.be.id)
        self.give_at('2026-03-02 10:00', country_id=self.fr.id)
        with self.at('2026-03-02 10:01'):
            self.pool.with_user(self.rep_a).action_claim_next()
            with self.assertRaisesRegex(UserError, "limit of claims a day"):
                self.pool.with_user(self.rep_a).action_claim_next()

    def test_queries_do_not_grow_with_the_leads(self):
        def count(number):
            leads = self.give_at('2026-03-02 10:00', number, country_id=self.be.id)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            leads.sudo().write({'country_id': self.fr.id})
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(2)
        few, many = count(5), count(50)
        self.assertLess(many - few, 10, f"{few} queries for 5 leads, {many} for 50")
