from odoo.fields import Command
from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestPolicyChoice(LeadSlaCase):
    """The policy is chosen anew when what decides it changes while its SLAs run."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.escalation = cls.policy.escalation_ids

    def make_policy(self, minutes, **vals):
        return self.env['lead.sla.policy'].create(
            {
                'name': f"In {minutes} minutes",
                'sequence': 1,
                'target_ids': [Command.create({'amount': minutes, 'unit': 'minute'})],
                **vals,
            }
        )

    def deadlines(self, lead):
        running = lead.sla_ids.filtered(lambda sla: sla.state == 'running')
        return [(sla.policy_id, str(sla.deadline)) for sla in running]

    def test_grade_that_comes_a_minute_later_chooses_the_faster_promise(self):
        fast = self.make_policy(5, grade_a=True)
        lead = self.assign('2026-03-02 10:00').lead_id
        self.assertEqual(self.deadlines(lead), [(self.policy, '2026-03-02 10:30:00')])
        with self.at('2026-03-02 10:01'):
            lead.sudo().write({'lead_grade': 'a'})
        self.assertEqual(self.deadlines(lead), [(fast, '2026-03-02 10:05:00')])
        with self.at('2026-03-02 10:02'):
            lead.sudo().write({'lead_grade': 'b'})
        self.assertEqual(self.deadlines(lead), [(self.policy, '2026-03-02 10:30:00')])

    def test_promise_that_would_be_over_counts_from_the_change(self):
        self.make_policy(5, grade_a=True)
        lead = self.assign('2026-03-02 10:00').lead_id
        with self.at('2026-03-02 10:20'):
            lead.sudo().write({'lead_grade': 'a'})
        [(_policy, deadline)] = self.deadlines(lead)
        self.assertEqual(deadline, '2026-03-02 10:25:00')

    def test_lead_that_moves_to_another_team_is_under_its_policy(self):
        other = self.env['crm.team'].create({'name': "Elsewhere"})
        self.policy.team_id = self.team
        theirs = self.make_policy(60, team_id=other.id)
        lead = self.assign('2026-03-02 10:00').lead_id
        with self.at('2026-03-02 10:10'):
            lead.team_id = other
        self.assertEqual(self.deadlines(lead), [(theirs, '2026-03-02 11:00:00')])
        with self.at('2026-03-02 10:11'):
            lead.team_id = self.team
        self.assertEqual(self.deadlines(lead), [(self.policy, '2026-03-02 10:30:00')])

    def test_what_was_missed_stays_missed_and_what_was_met_is_not_asked_again(self):
        self.escalation.unlink()
        self.make_policy(5, grade_a=True)
        missed = self.assign('2026-03-02 10:00').lead_id
        self.sweep('2026-03-02 10:31')
        met = self.assign('2026-03-02 10:00').lead_id
        self.call(met, '2026-03-02 10:10')
        with self.at('2026-03-02 10:40'):
            (missed + met).sudo().write({'lead_grade': 'a'})
        self.assertEqual(missed.sla_ids.mapped('state'), ['missed'])
        self.assertEqual(met.sla_ids.mapped('state'), ['met'])

    def test_status_that_moves_on_ends_no_promise(self):
        status = self.status('new')
        self.policy.domain = f"[('lead_status_id', '=', {status.id})]"
        lead = self.assign('2026-03-02 10:00').lead_id
        with self.at('2026-03-02 10:05'):
            lead._change_status(self.status('accepted'))
        self.assertEqual(len(self.deadlines(lead)), 1)

    def test_archived_policy_misses_nothing_any_more_and_says_what_it_ended(self):
        lead = self.assign('2026-03-02 10:00').lead_id
        with self.at('2026-03-02 10:10'):
            self.policy.active = False
        self.sweep('2026-03-02 11:00')
        self.assertEqual(lead.sla_ids.state, 'cancelled')
        self.assertEqual(lead.user_id, self.rep_a)
        self.assertFalse(lead.sla_deadline)

    def test_leads_of_an_archived_policy_come_under_the_next_one(self):
        slow = self.make_policy(60, sequence=99)
        lead = self.assign('2026-03-02 10:00').lead_id
        with self.at('2026-03-02 10:10'):
            self.policy.active = False
        self.assertEqual(self.deadlines(lead), [(slow, '2026-03-02 11:00:00')])
