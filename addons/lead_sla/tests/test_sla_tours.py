"""What is due, in the real browser: the countdown, My Follow-ups and the board of a leader."""

from datetime import timedelta

from odoo.tests import HttpCase, tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestSlaTours(LeadSlaCase, HttpCase):
    """The deadlines lie around now, and far enough ahead for a slow machine."""

    def setUp(self):
        super().setUp()
        self.policy.escalation_ids.unlink()
        self.target.time_base = 'clock'
        self.now = self.env.cr.now().replace(microsecond=0)

    def give_lead(self, name, due, warn=10):
        """Return a lead that is due in ``due`` minutes, amber ``warn`` minutes before."""
        lead = self.make_leads(1, name=name)
        lead.user_id = self.rep_a
        deadline = self.now + timedelta(minutes=due)
        lead.sla_ids.write(
            {
                'started_at': deadline - timedelta(hours=2),
                'deadline': deadline,
                'warn_at': deadline - timedelta(minutes=warn),
                'state': 'running' if due > 0 else 'missed',
            }
        )
        return lead

    def test_form_turns_red(self):
        lead = self.give_lead("Ticking", due=40, warn=60)
        self.start_tour(f'/odoo/crm/{lead.id}', 'lead_sla_countdown_form', login='rep_a')

    def test_kanban_turns_amber_and_red(self):
        self.give_lead("Plenty", due=300)
        self.give_lead("Ticking", due=60, warn=30)
        self.give_lead("Asleep", due=30).sla_ids.write({'state': 'paused', 'paused_at': self.now})
        # without the filter that leaves out paused ones
        self.env.ref('lead_sla.crm_lead_action_follow_up').context = {}
        self.start_tour('/odoo/my-follow-ups', 'lead_sla_countdown_kanban', login='rep_a')

    def test_log_call_takes_a_lead_off_my_follow_ups(self):
        lead = self.give_lead("Overdue", due=-60)
        self.give_lead("Next", due=20)
        self.start_tour('/odoo/my-follow-ups', 'lead_sla_my_follow_ups', login='rep_a')
        self.assertEqual(lead.touch_ids.user_id, self.rep_a)
        self.assertFalse(lead.sla_deadline)

    def test_leader_sees_what_is_about_to_be_missed(self):
        self.give_lead("Overdue", due=-60)
        self.give_lead("Next", due=20)
        self.start_tour('/odoo/crm', 'lead_sla_due_soon', login='leader_x')
