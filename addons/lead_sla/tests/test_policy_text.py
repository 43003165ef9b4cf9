from odoo.fields import Command
from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestPolicyText(LeadSlaCase):
    """A policy says in one sentence what it means."""

    def assert_summary(self, sentence, **vals):
        self.policy.write(vals)
        self.assertEqual(self.policy.summary, sentence)

    def test_sentence_of_the_simplest_policy(self):
        self.assert_summary("All leads: first response within 30 working minutes")

    def test_sentence_of_a_whole_policy(self):
        self.team.name = "Europe"
        self.target.amount = 15
        touches = {'kind': 'touches', 'min_touches': 6, 'min_calls': 3, 'amount': 10, 'unit': 'day'}
        self.assert_summary(
            "A-leads of Europe: first response within 15 working minutes, 6 touches, "
            "at least 3 calls, in 10 working days",
            grade_a=True,
            team_id=self.team.id,
            target_ids=[Command.create(touches)],
        )

    def test_sentence_of_every_kind(self):
        self.target.unlink()
        self.assert_summary(
            "A or B-leads: acceptance within 1 hour, next response within 2 hours, 1 touch, "
            "at least 1 email, in 1 working day from acceptance, decision within 3 days",
            grade_a=True,
            grade_b=True,
            target_ids=[
                Command.create(vals)
                for vals in (
                    {'kind': 'acceptance', 'amount': 1, 'unit': 'hour', 'time_base': 'clock'},
                    {'kind': 'next_response', 'amount': 2, 'unit': 'hour', 'time_base': 'clock'},
                    {
                        'kind': 'touches',
                        'min_touches': 1,
                        'min_emails': 1,
                        'amount': 1,
                        'unit': 'day',
                        'starts_at': 'accepted',
                    },
                    {'kind': 'decision', 'amount': 3, 'unit': 'day', 'time_base': 'clock'},
                )
            ],
        )

    def test_sentence_of_conditions_and_pauses(self):
        self.assert_summary(
            "All leads (Type: Lead): first response within 30 working minutes. "
            "It pauses while the status is %s" % self.status('accepted').name,
            domain="[('type', '=', 'lead')]",
            pause_status_ids=[Command.set(self.status('accepted').ids)],
        )

    def test_sentence_while_it_is_being_written(self):
        self.target.unlink()
        self.assert_summary("All leads: nothing promised yet")
        new = self.env['lead.sla.policy'].new({'domain': "not a filter"})
        self.assertIn("that match the filter", new.summary)

    def test_grades_choose_leads(self):
        self.policy.grade_b = True
        self.assertEqual(self.policy.grades, "B")
        lead = self.lead
        self.assertFalse(self.env['lead.sla.policy']._find_targets(lead))
        lead._write({'lead_grade': 'b'})
        lead.invalidate_recordset(['lead_grade'])
        self.assertTrue(self.env['lead.sla.policy']._find_targets(lead))

    def test_the_chatter_says_in_words_what_changed(self):
        """A changed target and an added or changed step, by the form and directly."""
        self.flush_changes()
        self.target.amount = 15
        self.flush_changes()
        self.assert_tracked("30 working minutes", "15 working minutes")
        step = {'action': 'activity_leader', 'minutes': 0}
        self.policy.write({'escalation_ids': [Command.create(step)]})
        self.flush_changes()
        self.assert_tracked("", "at the deadline")
        self.policy.escalation_ids[-1].minutes = 20
        self.flush_changes()
        self.assert_tracked("at the deadline", "20 minutes after the deadline")

    def flush_changes(self):
        self.env.flush_all()
        self.cr.precommit.run()

    def assert_tracked(self, old, new):
        value = self.policy.message_ids.sorted('id')[-1].sudo().tracking_value_ids
        self.assertEqual(len(value), 1)
        self.assertIn(old, value.old_value_char or "")
        self.assertIn(new, value.new_value_char)
