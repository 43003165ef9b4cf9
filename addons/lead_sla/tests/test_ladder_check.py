from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestLadderCheck(LeadSlaCase):
    """What does not make sense is refused with a sentence, also when it comes by RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool = cls.env['lead.pool'].create({'name': "Rest"})
        cls.unreachable = cls.env['lead.status']._by_meaning('unreachable')
        cls.reasons = {
            reason.meaning: reason
            for reason in cls.env['lead.status.reason'].search([('is_waiting', '=', False)])
        }

    def refuse(self, words, *steps):
        policies = self.env['lead.sla.policy'].with_user(self.leader)
        with self.subTest(words), self.assertRaisesRegex(ValidationError, words):
            policies.create(
                {
                    'name': "Bad",
                    'target_ids': [Command.create({'amount': 30, 'unit': 'minute'})],
                    'escalation_ids': [Command.create(step) for step in steps],
                }
            )

    def test_bad_steps_are_refused_with_a_sentence(self):
        pool = {'action': 'pool', 'pool_id': self.pool.id}
        give_up = {
            'action': 'status',
            'status_id': self.unreachable.id,
            'reason_id': self.reasons['unreachable'].id,
        }
        lower = {'action': 'lower_cap', 'cap_percent': 10}
        self.refuse("not in both", {'action': 'remind', 'minutes': -5, 'percent': -20})
        self.refuse("between -100", {'action': 'remind', 'percent': -101})
        self.refuse("between -100", {'action': 'remind', 'percent': 1001})
        self.refuse("Choose the pool", {'action': 'pool'})
        self.refuse("Choose the status", {'action': 'status'})
        accepted = self.env['lead.status']._by_meaning('accepted')
        self.refuse("recycle, unreachable", {'action': 'status', 'status_id': accepted.id})
        self.refuse("Choose a status reason", {**give_up, 'reason_id': False})
        self.refuse("Choose a status reason", {**give_up, 'reason_id': self.reasons['trash'].id})
        self.refuse("Nurture days", {**give_up, 'nurture_days': -1})
        self.refuse("Choose the limit", {**lower, 'cap': False})
        self.refuse("how far", {**lower, 'cap_percent': 0})
        self.refuse("how far", {**lower, 'cap_value': 3})
        self.refuse("1 to 100 percent", {**lower, 'cap_percent': 101})
        self.refuse("1 to 100 percent", {**lower, 'cap_percent': -1})
        self.refuse("below 1", {**lower, 'cap_percent': 0, 'cap_value': -1})
        for action in ({'action': 'set_away'}, lower):
            self.refuse("1 or more", {**action, 'misses': 0})
            self.refuse("1 or more", {**action, 'misses': -2})
            self.refuse("1 or more", {**action, 'miss_days': 0})
            self.refuse("how many days", {**action, 'days': -1})
        self.refuse("promise that Bad does not make", {'action': 'remind', 'kind': 'decision'})
        self.refuse("out of order", {**pool, 'minutes': 5}, {'action': 'remind', 'minutes': 10})
        self.refuse("out of order", give_up, {**pool, 'percent': 10})
        self.refuse("out of order", pool, give_up)

    def test_nobody_is_reminded_of_a_lead_that_has_moved_on(self):
        remind, move = {'action': 'remind', 'minutes': 10}, {'action': 'reassign'}
        leader = {'action': 'activity_leader', 'minutes': 5}
        words = "out of order: \"Move to the next .* no longer has it"
        self.refuse(words, move, remind)
        self.refuse(words, move, leader, remind)
        self.refuse(words, {'action': 'remind', 'percent': 50}, move)
        imported = self.policy.with_user(self.leader).load(
            ['.id', 'escalation_ids/action', 'escalation_ids/minutes'],
            [[str(self.policy.id), "remind", '10']],
        )
        self.assertIn("out of order", imported['messages'][0]['message'])
        self.assertEqual(self.policy.escalation_ids, self.step)
        # at the same moment the reminder comes first
        self.policy.escalation_ids = [Command.create({'action': 'remind'})]
        with self.assertRaisesRegex(ValidationError, words):
            self.env['lead.sla.escalation'].with_user(self.leader).create(
                {'policy_id': self.policy.id, **remind}
            )

    def test_same_sentences_when_one_step_is_changed(self):
        step = self.step.with_user(self.leader)
        for values, words in (
            ({'action': 'pool'}, "Choose the pool"),
            ({'percent': 5000}, "between -100"),
            ({'kind': 'decision'}, "does not make"),
        ):
            with self.subTest(words), self.assertRaisesRegex(ValidationError, words):
                step.write(values)

    def test_target_that_steps_need_cannot_be_changed_away(self):
        self.step.kind = 'first_response'
        with self.assertRaisesRegex(ValidationError, "does not make"):
            self.policy.with_user(self.leader).write(
                {'target_ids': [Command.update(self.target.id, {'kind': 'acceptance'})]}
            )

    def test_good_ladder_is_accepted(self):
        self.policy.with_user(self.leader).write(
            {
                'escalation_ids': [
                    Command.create({'action': 'remind', 'percent': -50}),
                    Command.create({'action': 'activity_leader'}),
                    Command.create({'action': 'lower_cap', 'cap_value': 1, 'minutes': 10}),
                    Command.create({'action': 'pool', 'pool_id': self.pool.id, 'percent': 100}),
                ]
            }
        )
        self.assertEqual(len(self.policy.escalation_ids), 5)

    def test_ladder_is_listed_in_its_order_whatever_was_left_out(self):
        self.policy.escalation_ids = [
            Command.clear(),
            Command.create({'action': 'reassign'}),
            Command.create({'action': 'activity_leader', 'minutes': 10, 'percent': 0}),
            Command.create({'action': 'remind', 'minutes': -5}),
        ]
        self.env.flush_all()
        self.policy.invalidate_recordset(['escalation_ids'])
        self.assertEqual(self.policy.escalation_ids.mapped('minutes'), [-5, 0, 10])

    def test_quiet_hours_are_times_of_the_day(self):
        for hours in ((8.0, 8.0), (-1.0, 8.0), (8.0, 24.0)):
            with self.subTest(hours), self.assertRaisesRegex(ValidationError, "Quiet hours"):
                self.policy.with_user(self.leader).write(
                    {'quiet_hours': 'custom', 'quiet_from': hours[0], 'quiet_to': hours[1]}
                )

    def test_warning_when_nobody_could_take_a_lead_over(self):
        self.assertFalse(self.policy.ladder_warning)
        self.member(self.rep_b).unlink()
        self.policy.invalidate_recordset(['ladder_warning'])
        self.assertIn("second member", self.policy.ladder_warning)
        self.step.action = 'activity_leader'
        self.assertFalse(self.policy.ladder_warning)

    def test_who_sees_and_lifts_lowered_limits(self):
        """own cut     others' cuts
        salesperson        reads       -
        leader     lifts       lifts
        """
        with self.at('2026-03-02 10:00'):
            self.step.write({'action': 'lower_cap', 'cap_value': 1, 'misses': 1})
            until = self.env.cr.now().replace(microsecond=0)
            self.env['lead.limit.cut']._lower(self.rep_a, self.step, until)
        cut = self.env['lead.limit.cut'].search([('user_id', '=', self.rep_a.id)])
        self.assertTrue(cut.with_user(self.rep_a).search([('id', '=', cut.id)]))
        self.assertFalse(cut.with_user(self.rep_b).search([('id', '=', cut.id)]))
        for user in (self.rep_a, self.rep_b, self.leader):
            for operation in ('write', 'create'):
                self.assertFalse(cut.with_user(user).has_access(operation))
        with self.assertRaises(AccessError):
            cut.with_user(self.rep_a).unlink()
        cut.with_user(self.leader).unlink()
        self.assertFalse(cut.exists())

    def test_first_lowered_limit_is_told_by_a_server_that_has_not_asked_yet(self):
        self.env['lead.limit.cut'].search([]).unlink()
        self.step.write({'action': 'lower_cap', 'cap_value': 1, 'misses': 1})
        self.env.flush_all()
        self.env.registry.clear_cache()
        self.env.registry.cache_invalidated.clear()
        with self.at('2026-03-02 10:00'):
            self.env['lead.limit.cut']._lower(self.rep_a, self.step, self.env.cr.now())
        self.assertIn('default', self.env.registry.cache_invalidated)
