"""What is due, in the real browser: the countdown, My Follow-ups and the board of a leader."""

from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestSlaTours(LeadSlaCase, HttpCase):
    """The browser has the real time, so the deadlines lie around now."""

    def setUp(self):
        super().setUp()
        self.policy.escalation_ids.unlink()
        self.target.time_base = 'clock'
        self.now = self.env.cr.now().replace(microsecond=0)

    def give_lead(self, name, due, warn=60):
        """Return a lead of Rep A that is due in ``due`` seconds, amber ``warn`` seconds before."""
        lead = self.make_leads(1, name=name)
        lead.user_id = self.rep_a
        deadline = self.now + timedelta(seconds=due)
        lead.sla_ids.write(
            {
                'started_at': deadline - timedelta(minutes=30),
                'deadline': deadline,
                'warn_at': deadline - timedelta(seconds=warn),
                'state': 'running' if due > 0 else 'missed',
            }
        )
        return lead

    def test_form_turns_red_by_itself(self):
        lead = self.give_lead("Ticking", due=45, warn=900)
        self.start_tour(f'/odoo/crm/{lead.id}', 'lead_sla_countdown_form', login='rep_a')

    def test_kanban_turns_amber_and_red_by_itself(self):
        self.give_lead("Plenty", due=20 * 60)
        self.give_lead("Ticking", due=40, warn=12)
        self.give_lead("Asleep", due=20 * 60).sla_ids.write(
            {'state': 'paused', 'paused_at': self.now}
        )
        # without the filter that leaves out paused ones
        self.env.ref('lead_sla.crm_lead_action_follow_up').context = {}
        self.start_tour('/odoo/my-follow-ups', 'lead_sla_countdown_kanban', login='rep_a')

    def test_log_call_takes_a_lead_off_my_follow_ups(self):
        lead = self.give_lead("Overdue", due=-3600)
        self.give_lead("Next", due=600)
        self.start_tour('/odoo/my-follow-ups', 'lead_sla_my_follow_ups', login='rep_a')
        self.assertEqual(lead.touch_ids.user_id, self.rep_a)
        self.assertFalse(lead.sla_deadline)

    def test_leader_sees_what_is_about_to_be_missed(self):
        self.give_lead("Overdue", due=-3600)
        self.give_lead("Next", due=600)
        self.start_tour('/odoo/crm', 'lead_sla_due_soon', login='leader_x')
