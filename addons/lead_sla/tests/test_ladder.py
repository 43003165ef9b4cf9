from datetime import datetime
from unittest.mock import patch

from odoo.tests import RecordCapturer, tagged
from odoo.tools import mute_logger

from .common import LeadSlaCase

MISSED = '2026-03-02 10:30'


@tagged('post_install', '-at_install')
class TestLadder(LeadSlaCase):
    """What each step of the ladder does, and that it says so."""

    def setUp(self):
        super().setUp()
        self.sla = self.assign('2026-03-02 10:00')
        self.lead = self.sla.lead_id

    def climb(self, moment=MISSED, **values):
        """Have the one step of the policy do this, sweep, and return its log."""
        self.step.write(values)
        waiting = self.env['lead.sla'].search([('state', '=', 'running')])
        waiting.next_event_at = moment + ':00'  # as if the ladder had been so from the start
        self.sweep(moment)
        return self.step_log()

    def step_log(self, sla=None):
        logs = self.env['lead.sla.escalation.log']
        return logs.search([('sla_id', '=', (sla or self.sla).id)])

    def bus(self, user):
        """Return the words of the notifications that the web client of a user gets."""
        self.env.cr.precommit.run()
        rows = self.env['bus.bus'].sudo().search([])
        wanted = f'"res.partner",{user.partner_id.id}'
        return [
            row.message
            for row in rows
            if wanted in row.channel.replace(' ', '') and 'simple_notification' in row.message
        ]

    def assert_told(self, log, outcome, words):
        """The log says what happened, in words, and the lead says the same to its readers."""
        self.assertEqual(log.outcome, outcome)
        self.assertIn(words, log.words)
        notes = " ".join("".join(self.lead.message_ids[:2].mapped('preview')).split())
        self.assertIn(" ".join(log.words.split()), notes)

    def test_rep_is_reminded_in_the_web_client_and_on_the_list(self):
        log = self.climb('2026-03-02 10:20', action='remind', minutes=-10)
        self.assert_told(log, 'reminded', "Rep A was reminded")
        [note] = self.bus(self.rep_a)
        self.assertIn(self.lead.name, note)
        self.assertEqual(len(self.lead.activity_ids), 1, "the first response is there already")
        self.assertEqual(self.sla.state, 'running')

    def test_reminder_comes_back_on_a_list_from_which_it_was_deleted(self):
        self.sla.activity_id.unlink()
        self.climb('2026-03-02 10:20', action='remind', minutes=-10)
        self.assertEqual(self.lead.activity_ids.user_id, self.rep_a)

    def test_rep_gets_one_reminder_for_all_leads(self):
        other = self.assign('2026-03-02 10:00')
        with RecordCapturer(self.env['mail.mail'], []) as mails, self.mock_mail_gateway():
            self.climb('2026-03-02 10:20', action='remind', minutes=-10)
        self.assertFalse(mails.records)
        [note] = self.bus(self.rep_a)
        self.assertIn("2 leads", note)
        self.assertEqual(self.step_log(other).outcome, 'reminded')

    def test_mail_is_sent_if_chosen_once_per_person(self):
        self.assign('2026-03-02 10:00')
        self.rep_a.email = 'rep_a@company.example.com'
        with self.mock_mail_gateway():
            self.climb('2026-03-02 10:20', action='remind', minutes=-10, send_mail=True)
        self.assertEqual(len(self._mails), 1)
        self.assertEqual(self._mails[0]['email_to'], [self.rep_a.email_formatted])
        self.assertIn(self.lead.name, self._mails[0]['body'])

    def test_leader_is_told_once_of_all_leads(self):
        other = self.assign('2026-03-02 10:00')
        log = self.climb(action='activity_leader')
        self.assert_told(log, 'told', f"{self.leader.name} was told that Rep A is late")
        [note] = self.bus(self.leader)
        self.assertIn("2 leads", note)
        for lead in self.lead | other.lead_id:
            self.assertIn(self.leader, lead.activity_ids.user_id)

    def test_team_without_another_leader_is_no_error(self):
        self.lead.team_id.user_id = self.rep_a
        log = self.climb(action='activity_leader')
        self.assert_told(log, 'no_leader', "Nobody could be told")

    def test_both_sides_learn_why_a_lead_moves_on(self):
        log = self.climb()
        self.assert_told(log, 'moved', "moved on from Rep A to Rep B")
        [lost] = self.bus(self.rep_a)
        self.assertIn("moved on", lost)
        notice = self.env['mail.notification'].search(
            [('res_partner_id', '=', self.rep_a.partner_id.id)], limit=1, order='id desc'
        )
        self.assertIn(self.lead.name, notice.mail_message_id.body)
        [won] = self.bus(self.rep_b)
        self.assertIn("Hot", won)
        self.assertIn("nobody has answered in time", won)
        assignment = self.lead.assignment_ids.filtered(
            lambda assignment: not assignment.released_at
        )
        self.assertIn("Not answered in time", assignment.explanation)

    def test_lead_never_goes_back_to_who_let_it_lapse(self):
        """Not even when the company's cool-off would allow it."""
        self.env.company.lead_cool_off_days = 1
        self.policy.max_hops = 9
        self.climb()
        self.assertEqual(self.lead.user_id, self.rep_b)
        with self.at('2026-03-16 10:00'):
            self.lead.user_id = self.leader
            self.lead.user_id = self.rep_b
        self.sweep('2026-03-16 10:30')
        self.assertEqual(self.lead.user_id, self.rep_b)
        self.assertEqual(self.step_log(self.lead.sla_ids.sorted()[:1]).outcome, 'kept')

    def make_pool(self, name="Rest", **values):
        values = {'name': name, 'member_ids': [(6, 0, self.rep_c.ids)], **values}
        return self.env['lead.pool'].create(values)

    def test_lead_returns_to_the_pool_of_the_step(self):
        pool = self.make_pool()
        log = self.climb(action='pool', pool_id=pool.id)
        self.assertRecordValues(
            self.lead,
            [{'user_id': False, 'pool_id': pool.id, 'distribution_state': 'pool'}],
        )
        self.assertEqual(self.sla.assignment_id.release_reason, 'lapsed')
        self.assertIn("Rest", self.lead.distribution_note)
        self.assert_told(log, 'pooled', "back to the pool Rest")
        self.assertTrue(self.bus(self.rep_a))
        self.assertFalse(self.sla.next_event_at)

    def test_claimed_lead_returns_to_the_pool_it_was_claimed_in(self):
        home = self.make_pool("Home", member_ids=[(6, 0, self.rep_a.ids)])
        with self.at('2026-03-02 11:00'):
            self.lead._release('returned')
            self.lead._write_distribution({'distribution_state': 'pool', 'pool_id': home.id})
            self.env.company.lead_cool_off_days = 1
            self.lead.assignment_ids.release_reason = 'reassigned'
            self.lead.with_user(self.rep_a).action_claim()
        self.climb('2026-03-02 11:30', action='pool', pool_id=self.make_pool().id)
        self.assertEqual(self.lead.pool_id, home)

    def make_status_step(self, meaning, **values):
        reason = self.env['lead.status.reason'].search([('meaning', '=', meaning)], limit=1)
        return {
            'action': 'status',
            'status_id': self.env['lead.status']._by_meaning(meaning).id,
            'reason_id': reason.id,
            **values,
        }

    def test_lead_is_recycled_with_reason_and_nurture_time(self):
        step = self.make_status_step('recycle', nurture_days=10)
        log = self.climb(**step)
        self.assertRecordValues(
            self.lead,
            [
                {
                    'user_id': False,
                    'lead_status_meaning': 'recycle',
                    'lead_status_reason_id': step['reason_id'],
                    'nurture_until': datetime(2026, 3, 12).date(),
                }
            ],
        )
        self.assert_told(log, 'status', "The lead is now Recycle")
        self.assertEqual(self.sla.state, 'missed')

    def miss(self, times, rep=None):
        """Have a salesperson miss so many deadlines before now."""
        for _number in range(times):
            self.assign('2026-02-27 10:00', rep)
        self.sweep('2026-02-27 11:00')

    def test_limits_are_lowered_after_repeated_misses_for_some_days(self):
        member = self.member(self.rep_a)
        member.daily_cap = 10
        step = {'action': 'lower_cap', 'cap_percent': 40, 'misses': 3, 'days': 2}
        self.step.write(step)
        self.miss(1)
        log = self.climb()
        self.assertEqual((log.outcome, member._candidate().daily_cap), ('spared', 10))
        again = self.assign('2026-03-02 11:00')
        self.sweep('2026-03-02 11:30')
        with self.at('2026-03-02 11:31'):
            self.assertEqual(member._candidate().daily_cap, 6)
            self.assertEqual(self.member(self.rep_b)._candidate().daily_cap, 0)
        with self.at('2026-03-04 12:00'):
            self.assertEqual(member._candidate().daily_cap, 10)
        self.assertEqual(self.step_log(again).outcome, 'lowered')
        self.assertIn("Leads a day", self.step_log(again).words)

    def test_limit_is_lowered_to_a_value_also_where_there_was_none(self):
        self.climb(action='lower_cap', cap='open_cap', cap_value=2, misses=1)
        with self.at(MISSED):
            self.assertEqual(self.member(self.rep_a)._candidate().open_cap, 2)
            self.member(self.rep_a).open_cap = 1
            self.assertEqual(self.member(self.rep_a)._candidate().open_cap, 1)

    def test_lowered_limit_leaves_one_lead(self):
        member = self.member(self.rep_a)
        member.daily_cap = 2
        self.climb(action='lower_cap', cap_percent=90, misses=1)
        with self.at(MISSED):
            self.assertEqual(member._candidate().daily_cap, 1)  # 0 would be no limit

    def test_lowered_limit_ends_and_what_waited_for_it_is_tried_again(self):
        self.climb(action='lower_cap', cap='open_cap', cap_value=1, misses=1, days=1)
        cut = self.env['lead.limit.cut'].search([('user_id', '=', self.rep_a.id)])
        self.assertEqual(cut.until.date(), datetime(2026, 3, 3).date())
        waiting = self.make_leads(1)
        waiting._write_distribution({'distribution_state': 'waiting'})
        with self.at('2026-03-03 10:31'):
            self.env['lead.limit.cut']._cron_restore_limits()
        self.assertFalse(cut.exists())
        self.distribute()
        self.assertTrue(waiting.user_id)

    def test_rep_is_set_away_after_repeated_misses(self):
        log = self.climb(action='set_away', misses=1, days=2)
        self.assertRecordValues(
            self.rep_a,
            [{'lead_presence': 'away', 'lead_presence_until': datetime(2026, 3, 4, 10, 30)}],
        )
        self.assert_told(log, 'away', "Rep A is away until")

    def test_who_is_away_for_longer_stays_so(self):
        with self.at('2026-03-02 10:05'):
            self.rep_a.write({'lead_presence': 'away', 'lead_presence_until': '2026-04-01 08:00'})
        self.climb(action='set_away', misses=1, days=2)
        self.assertEqual(self.rep_a.lead_presence_until, datetime(2026, 4, 1, 8))

    def test_misses_of_long_ago_do_not_count(self):
        self.step.write({'action': 'set_away', 'misses': 2, 'miss_days': 2})
        self.miss(1)
        log = self.climb()
        self.assertEqual(log.outcome, 'spared')
        self.assertEqual(self.rep_a.lead_presence, 'available')
        self.assertNotIn("misses", "".join(self.lead.message_ids.mapped('preview')))

    def test_step_that_raises_is_set_aside_and_stops_neither_others_nor_itself(self):
        other = self.assign('2026-03-02 10:00')
        later = self.policy.escalation_ids.create(
            {'policy_id': self.policy.id, 'action': 'activity_leader', 'minutes': 5}
        )
        broken = self.lead
        model = type(self.env['crm.lead'])
        reassign = model._reassign

        def fail_for_one(leads, *args):
            if broken in leads:
                raise ValueError("Broken")
            return reassign(leads, *args)

        with (
            patch.object(model, '_reassign', fail_for_one),
            mute_logger('odoo.addons.lead_sla.models.escalation.lead_sla_escalation_run'),
        ):
            self.sweep(MISSED)
        self.assertEqual(other.lead_id.user_id, self.rep_b)
        self.assertRecordValues(
            self.step_log(), [{'outcome': 'failed', 'escalation_id': self.step.id}]
        )
        self.assertIn("Broken", self.step_log().words)
        self.assertIn("Broken", self.sla.error)
        self.assertEqual(self.sla.state, 'missed')
        self.sweep('2026-03-02 10:35')
        self.assertIn('told', self.step_log().mapped('outcome'))
        self.assertTrue(later)
        with self.at('2026-03-02 10:40'):
            self.sla.with_user(self.leader).action_retry()
        self.sweep('2026-03-02 10:40')
        self.assertEqual(self.lead.user_id, self.rep_b)
        self.assertFalse(self.sla.error)
