from odoo.fields import Command
from odoo.tests import tagged

from .common import LeadSlaCase
from .worktime_walk import Walk, at


@tagged('post_install', '-at_install')
class TestKinds(LeadSlaCase):
    """What each promise waits for: when its SLA starts and what is its answer."""

    def promise(self, kind, **vals):
        """Have the policy promise this and nothing else."""
        self.target.unlink()
        vals = {'kind': kind, 'amount': 60, 'unit': 'minute', **vals}
        self.policy.target_ids = [Command.create(vals)]
        self.target = self.policy.target_ids

    def move(self, lead, moment, meaning):
        reason = self.reason(meaning) if self.status(meaning)._is_negative() else None
        with self.at(moment):
            lead._change_status(self.status(meaning), reason)

    def write_in(self, lead, moment):
        """Have the customer write at ``moment``, and return the touch."""
        with self.at(moment):
            touch = self.env['lead.touch'].create(
                {'lead_id': lead.id, 'kind': 'email', 'direction': 'in', 'date': at(moment)}
            )
            self.env['lead.sla']._start_next_response(touch)
        return touch

    def test_acceptance_is_met_by_accepting(self):
        self.promise('acceptance')
        sla = self.assign('2026-03-02 10:00')
        self.call(sla.lead_id, '2026-03-02 10:10')
        self.assertEqual(sla.state, 'running')
        self.move(sla.lead_id, '2026-03-02 10:20', 'accepted')
        self.assertRecordValues(
            sla,
            [
                {
                    'state': 'met',
                    'met_at': at('2026-03-02 10:20'),
                    'response_minutes': 20,
                    'touch_id': False,
                }
            ],
        )

    def test_late_acceptance_is_missed_and_still_noted(self):
        self.promise('acceptance')
        sla = self.assign('2026-03-02 10:00')
        self.step.unlink()
        self.sweep('2026-03-02 11:00')
        self.assertEqual(sla.state, 'missed')
        self.move(sla.lead_id, '2026-03-02 12:00', 'accepted')
        self.assertRecordValues(sla, [{'state': 'missed', 'met_at': at('2026-03-02 12:00')}])

    def test_missed_acceptance_moves_the_lead_on(self):
        self.promise('acceptance')
        sla = self.assign('2026-03-02 10:00')
        self.sweep('2026-03-02 11:00')
        self.assertEqual(sla.lead_id.user_id, self.rep_b)
        self.assertIn("Not accepted in time", sla.assignment_id.release_note)

    def test_lead_that_is_accepted_already_needs_no_acceptance(self):
        self.promise('acceptance')
        lead = self.make_leads(1)
        lead._change_status(self.status('accepted'))
        self.assertFalse(self.assign('2026-03-02 10:00', lead=lead))

    def test_decision_is_met_by_any_verdict(self):
        self.promise('decision', amount=3, unit='day')
        for meaning in ('qualified', 'recycle', 'unreachable', 'trash'):
            with self.subTest(meaning):
                sla = self.assign('2026-03-02 10:00')
                self.move(sla.lead_id, '2026-03-02 10:30', 'accepted')
                self.assertEqual(sla.state, 'running')
                self.move(sla.lead_id, '2026-03-03 10:00', meaning)
                self.assertRecordValues(sla, [{'state': 'met', 'response_working_minutes': 8 * 60}])

    def test_touches_need_every_number(self):
        self.promise('touches', amount=10, unit='day', min_touches=4, min_calls=2, min_emails=1)
        sla = self.assign('2026-03-02 10:00')
        lead = sla.lead_id
        for hour, kind in ((10, 'call'), (11, 'meeting'), (12, 'email'), (13, 'meeting')):
            with self.at(f'2026-03-02 {hour}:30'):
                lead.with_user(self.rep_a)._follow_up(kind)
        self.assertEqual(sla.state, 'running', "four touches, but one call only")
        self.call(lead, '2026-03-02 14:30')
        self.assertRecordValues(
            sla,
            [
                {
                    'state': 'met',
                    'met_at': at('2026-03-02 14:30'),
                    'deadline': at('2026-03-16 10:00'),
                }
            ],
        )

    def test_touches_can_be_counted_from_acceptance(self):
        self.promise('touches', min_touches=1, starts_at='accepted')
        sla = self.assign('2026-03-02 10:00')
        self.assertFalse(sla)
        lead = self.env['crm.lead'].search(
            [('user_id', '=', self.rep_a.id)], order='id desc', limit=1
        )
        self.call(lead, '2026-03-02 10:10')
        self.move(lead, '2026-03-02 10:20', 'accepted')
        sla = lead.sla_ids
        self.assertRecordValues(sla, [{'state': 'running', 'started_at': at('2026-03-02 10:20')}])
        self.call(lead, '2026-03-02 10:30')
        self.assertEqual(sla.state, 'met')
        self.move(lead, '2026-03-02 10:40', 'qualified')
        self.assertEqual(lead.sla_ids, sla)

    def test_next_response_starts_with_the_message_of_the_customer(self):
        self.promise('next_response')
        lead = self.make_leads(1)
        self.assertFalse(self.assign('2026-03-02 10:00', lead=lead))
        touch = self.write_in(lead, '2026-03-02 12:00')
        sla = lead.sla_ids
        self.assertRecordValues(
            sla,
            [
                {
                    'kind': 'next_response',
                    'source_touch_id': touch.id,
                    'started_at': at('2026-03-02 12:00'),
                    'deadline': at('2026-03-02 13:00'),
                    'user_id': self.rep_a.id,
                }
            ],
        )
        self.write_in(lead, '2026-03-02 12:30')
        self.assertEqual(lead.sla_ids, sla, "who writes again gives us no more time")
        self.call(lead, '2026-03-02 12:40')
        self.assertEqual(sla.state, 'met')
        self.write_in(lead, '2026-03-02 15:00')
        self.assertEqual(len(lead.sla_ids), 2)

    def test_first_response_covers_what_is_written_before_it(self):
        self.policy.target_ids = [Command.create({'kind': 'next_response'})]
        sla = self.assign('2026-03-02 10:00')
        self.write_in(sla.lead_id, '2026-03-02 10:10')
        self.assertEqual(sla.lead_id.sla_ids, sla)
        self.call(sla.lead_id, '2026-03-02 10:15')
        self.write_in(sla.lead_id, '2026-03-02 10:20')
        self.assertEqual(sla.lead_id.sla_kind, 'next_response')

    def test_message_that_was_answered_before_it_was_fetched(self):
        self.promise('next_response')
        lead = self.make_leads(1)
        self.assign('2026-03-02 10:00', lead=lead)
        self.call(lead, '2026-03-02 12:10')
        self.write_in(lead, '2026-03-02 12:00')
        self.assertRecordValues(lead.sla_ids, [{'state': 'met', 'met_at': at('2026-03-02 12:10')}])

    def test_lead_shows_the_sla_that_is_most_urgent(self):
        self.policy.target_ids = [
            Command.create({'kind': 'acceptance', 'amount': 15}),
            Command.create({'kind': 'decision', 'amount': 3, 'unit': 'day'}),
        ]
        self.step.unlink()
        lead = self.assign('2026-03-02 10:00').lead_id
        self.assert_shown(lead, 'running', 'acceptance', '2026-03-02 10:15', '2026-03-02 10:12')
        self.move(lead, '2026-03-02 10:05', 'accepted')
        self.assert_shown(lead, 'running', 'first_response', '2026-03-02 10:30', '2026-03-02 10:24')
        self.sweep('2026-03-02 10:30')
        self.assert_shown(lead, 'missed', 'first_response', '2026-03-02 10:30', '2026-03-02 10:24')
        self.call(lead, '2026-03-02 10:40')
        self.assert_shown(lead, 'running', 'decision', '2026-03-05 10:00', '2026-03-04 13:12')
        self.move(lead, '2026-03-03 10:00', 'qualified')
        self.assertRecordValues(
            lead, [{'sla_deadline': False, 'sla_warn_at': False, 'sla_kind': False}]
        )
        self.assertIn(lead.sla_state, ('met', 'missed'))

    def test_sla_that_starts_later_and_ends_later_is_less_urgent(self):
        touches = {'kind': 'touches', 'min_touches': 3, 'unit': 'day', 'starts_at': 'accepted'}
        self.policy.target_ids = [Command.create({**touches, 'amount': 2})]
        self.step.unlink()
        lead = self.assign('2026-03-02 10:00').lead_id
        self.move(lead, '2026-03-02 10:05', 'accepted')
        self.assertEqual(len(lead.sla_ids), 2)
        self.assert_shown(lead, 'running', 'first_response', '2026-03-02 10:30', '2026-03-02 10:24')
        # what stands still is shown last, however early it would end
        first = lead.sla_ids.filtered(lambda sla: sla.kind == 'first_response')
        first.write({'state': 'paused', 'paused_at': at('2026-03-02 10:06')})
        self.assertRecordValues(lead, [{'sla_state': 'running', 'sla_kind': 'touches'}])

    def assert_shown(self, lead, state, kind, deadline, warn_at):
        values = {
            'sla_state': state,
            'sla_kind': kind,
            'sla_deadline': at(deadline),
            'sla_warn_at': at(warn_at),
        }
        self.assertRecordValues(lead, [values])
        found = self.env['crm.lead'].search([(name, '=', value) for name, value in values.items()])
        self.assertIn(lead, found)

    def test_first_step_before_the_deadline_is_the_warning(self):
        self.step.write({'action': 'activity_leader', 'minutes': -20})
        self.assertEqual(self.assign('2026-03-02 10:00').warn_at, at('2026-03-02 10:10'))

    def test_delay_of_the_system_is_kept_apart_from_that_of_the_rep(self):
        with self.at('2026-03-02 09:00'):
            lead = self.make_leads(1)
            self.env.flush_all()
            self.cr.execute(
                "UPDATE crm_lead SET create_date = '2026-03-02 09:00' WHERE id = %s", [lead.id]
            )
            lead.invalidate_recordset(['create_date'])
        sla = self.assign('2026-03-02 10:00', lead=lead)
        self.call(lead, '2026-03-02 10:25')
        self.assertRecordValues(sla, [{'system_minutes': 60, 'response_minutes': 25}])

    def test_promise_is_what_it_was_when_the_sla_started(self):
        sla = self.assign('2026-03-02 10:00')
        self.target.amount = 5
        self.make_leave(self.office, '2026-03-02 10:10', '2026-03-02 11:10')
        self.cr.precommit.run()
        self.assertRecordValues(sla, [{'amount': 30, 'deadline': at('2026-03-02 11:30')}])

    def test_working_minutes_are_those_of_counting_minutes(self):
        """Whether a calendar had to be read for them or not."""
        walk = Walk(
            [(day, start, stop, None) for day in range(5) for start, stop in ((9, 12), (13, 17))]
        )
        self.env.company.resource_calendar_id = self.make_calendar("Lunch", [(9, 12), (13, 17)])
        for amount, start, answer in (
            (30, '2026-03-02 10:00', '2026-03-02 10:20'),
            (30, '2026-03-02 10:00', '2026-03-02 10:50'),
            (30, '2026-03-02 11:45', '2026-03-02 13:10'),
            (120, '2026-03-02 11:45', '2026-03-02 12:30'),
            (30, '2026-03-07 20:00', '2026-03-08 10:00'),
            (30, '2026-03-07 20:00', '2026-03-09 09:10'),
            (30, '2026-03-07 20:00', '2026-03-10 11:00'),
        ):
            with self.subTest(start=start, answer=answer):
                self.target.amount = amount
                sla = self.assign(start)
                self.call(sla.lead_id, answer)
                expected = walk.worked(at(start), at(answer))
                self.assertEqual(sla.response_working_minutes, expected)
