from datetime import datetime
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .common_presence import PresenceCase

MONDAY, TUESDAY = '2026-03-02 10:00', '2026-03-03 10:00'


@tagged('post_install', '-at_install')
class TestGiveBack(PresenceCase):
    """Untouched leads of who is gone go back: once, logged, by the policy of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.lead_leave_days = 3

    def held(self, moment=MONDAY):
        """Return an untouched and an accepted lead of Rep A."""
        with self.at(moment):
            self.rep_b.lead_available = False
            leads = self.give(2)
            leads[1]._change_status(self.status('accepted'))
        self.assertEqual(set(self.owners(leads)), {self.rep_a})
        return leads[0], leads[1]

    def assert_back(self, lead, reason):
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.distribution_state, 'pending')
        self.assertRecordValues(
            self.stints(lead), [{'user_id': self.rep_a.id, 'release_reason': reason}]
        )

    def test_archived_rep(self):
        untouched, accepted = self.held()
        self.rep_a.active = False
        self.assert_back(untouched, 'archived')
        self.assertEqual(accepted.user_id, self.rep_a)

    def test_back_leads_go_to_others(self):
        untouched, _accepted = self.held()
        self.rep_b.lead_available = True
        self.rep_a.active = False
        self.distribute()
        self.assertEqual(untouched.user_id, self.rep_b)

    def test_long_leave_when_it_begins(self):
        untouched, accepted = self.held()
        with self.at(MONDAY):
            self.make_leave(self.rep_a, '2026-03-03 09:00:00', '2026-03-10 17:00:00')
        self.assertIn(datetime(2026, 3, 3, 9), self.triggers(self.presence_cron))
        self.run_presence('2026-03-03 08:59')
        self.assertEqual(untouched.user_id, self.rep_a)
        self.run_presence('2026-03-03 09:00')
        self.assert_back(untouched, 'leave')
        self.assertEqual(accepted.user_id, self.rep_a)

    def test_leave_recorded_after_it_began(self):
        untouched, _accepted = self.held()
        with self.at('2026-03-02 12:00'):
            leave = self.make_leave(self.rep_a, '2026-03-02 09:00:00', '2026-03-10 17:00:00')
            leave.flush_recordset()
            # the database's own clock is not that of the test
            self.env.cr.execute(
                "UPDATE resource_calendar_leaves SET create_date = %s WHERE id = %s",
                ['2026-03-02 12:00:00', leave.id],
            )
        self.run_presence('2026-03-02 12:00')
        self.assert_back(untouched, 'leave')

    def test_short_leave_keeps_the_leads(self):
        untouched, _accepted = self.held()
        self.make_leave(self.rep_a, '2026-03-03 09:00:00', '2026-03-05 17:00:00')
        self.run_presence(TUESDAY)
        self.assertEqual(untouched.user_id, self.rep_a)

    def test_policy_of_the_company(self):
        untouched, _accepted = self.held()
        self.make_leave(self.rep_a, '2026-03-03 09:00:00', '2026-03-10 17:00:00')
        self.env.company.lead_leave_days = 0
        self.run_presence(TUESDAY)
        self.assertEqual(untouched.user_id, self.rep_a)
        self.env.company.lead_leave_days = 10
        self.run_presence(TUESDAY)
        self.assertEqual(untouched.user_id, self.rep_a)
        self.env.company.lead_leave_days = 7
        self.run_presence(TUESDAY)
        self.assert_back(untouched, 'leave')

    def test_away_for_long(self):
        untouched, accepted = self.held()
        with self.at('2026-03-02 12:00'):
            self.set_presence(self.rep_a, 'away', '2026-03-05 11:00:00')
            self.assertEqual(untouched.user_id, self.rep_a)
            self.set_presence(self.rep_a, 'away', '2026-03-05 13:00:00')
        self.assert_back(untouched, 'leave')
        self.assertEqual(accepted.user_id, self.rep_a)

    def test_busy_and_open_ended_keep_the_leads(self):
        untouched, _accepted = self.held()
        with self.at('2026-03-02 12:00'):
            self.set_presence(self.rep_a, 'busy', '2026-03-20 11:00:00')
            self.set_presence(self.rep_a, 'away')
        self.assertEqual(untouched.user_id, self.rep_a)

    def test_lead_claimed_during_the_leave_stays(self):
        self.make_leave(self.rep_a, '2026-03-02 09:00:00', '2026-03-10 17:00:00')
        self.env.cr.execute("UPDATE resource_calendar_leaves SET create_date = '2026-03-01'")
        self.env.invalidate_all()
        self.make_pool()
        lead = self.give_at(MONDAY)
        with self.at(MONDAY):
            lead.with_user(self.rep_a).action_claim()
            lead._change_status(self.status('passed'))
        self.run_presence(TUESDAY)
        self.assertEqual(lead.user_id, self.rep_a)

    def test_lead_given_by_hand_leaves_who_is_archived_as_well(self):
        lead = self.make_leads(1)
        lead.with_user(self.leader).user_id = self.rep_a
        self.rep_a.active = False
        self.assertFalse(lead.user_id)
        self.assertEqual(lead.distribution_state, 'pending')

    def test_member_who_leaves_the_rule(self):
        untouched, accepted = self.held()
        self.rule.with_user(self.leader).member_ids = [Command.delete(self.member(self.rep_a).id)]
        self.assert_back(untouched, 'team_changed')
        self.assertEqual(accepted.user_id, self.rep_a)

    def test_member_replaced_by_another(self):
        untouched, _accepted = self.held()
        self.member(self.rep_a).with_user(self.leader).user_id = self.rep_c
        self.assert_back(untouched, 'team_changed')

    def test_member_who_leaves_the_team(self):
        for leave in (
            lambda membership: membership.unlink(),
            lambda membership: membership.write({'active': False}),
            lambda membership: membership.write({'crm_team_id': self.other.id}),
        ):
            self.other = self.env['crm.team'].create({'name': "Others"})
            self.team.member_ids = [Command.set((self.rep_a + self.rep_b).ids)]
            untouched, accepted = self.held()
            membership = self.team.crm_team_member_ids.filtered(
                lambda member: member.user_id == self.rep_a
            )
            leave(membership)
            self.assert_back(untouched, 'team_changed')
            self.assertEqual(accepted.user_id, self.rep_a)

    def test_leads_of_another_team_stay(self):
        untouched, _accepted = self.held()
        untouched.with_context(lead_assigning=True).team_id = False
        self.team.crm_team_member_ids.filtered(lambda m: m.user_id == self.rep_a).unlink()
        self.assertEqual(untouched.user_id, self.rep_a)

    def test_team_change_by_the_policy_of_the_company(self):
        self.env.company.lead_team_change_returns = False
        untouched, _accepted = self.held()
        self.rule.member_ids = [Command.delete(self.member(self.rep_a).id)]
        self.assertEqual(untouched.user_id, self.rep_a)

    def test_once(self):
        untouched, _accepted = self.held()
        leads = type(self.env['crm.lead'])
        self.make_leave(self.rep_a, '2026-03-03 09:00:00', '2026-03-10 17:00:00')
        with patch.object(leads, '_release', autospec=True, side_effect=leads._release) as release:
            self.run_presence(TUESDAY)
            self.run_presence('2026-03-03 11:00')
            self.rep_a.active = False
        self.assertEqual(release.call_count, 1)
        self.assertEqual(len(self.stints(untouched)), 1)

    def test_many_leads_cost_no_query_each(self):
        def queries(count):
            self.rep_a.active = True
            self.rep_b.lead_available = False
            self.give(count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.rep_a.active = False
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(2)
        few, many = queries(3), queries(60)
        self.assertLessEqual(many, few + 8)
