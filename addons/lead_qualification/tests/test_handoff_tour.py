"""The handoff in the real browser: passed, rejected, passed again, accepted."""

from odoo.tests import HttpCase, tagged

from .test_handoff import HandoffCase


@tagged('post_install', '-at_install')
class TestHandoffTour(HandoffCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref('base.group_user').implied_ids |= cls.env.ref('crm.group_use_lead')

    def tell(self, chapter, user, record=True):
        lead = f'/{self.lead.id}' if record else ''
        url = f'/odoo/action-crm.crm_lead_all_leads{lead}'
        self.start_tour(url, f'lead_handoff_{chapter}', login=user.login)
        self.env.invalidate_all()

    def test_passed_rejected_passed_again_accepted(self):
        self.qualify(self.lead)
        self.tell('pass', self.marketer)
        self.assertEqual(self.lead.user_id, self.rep_a)

        self.tell('reject', self.rep_a)
        self.assertEqual(self.lead.returned_to_id, self.marketer)

        self.tell('again', self.marketer, record=False)
        self.assertEqual(self.lead.lead_status_meaning, 'passed')

        self.tell('accept', self.rep_a)
        self.assertEqual(self.lead.lead_status_meaning, 'accepted')

    def test_stopped_at_the_gate_unless_a_leader_says_why(self):
        self.tell('stopped', self.marketer)
        self.assertEqual(self.lead.lead_status_meaning, 'new')
        self.tell('override', self.leader)
        self.assertEqual(self.lead.handoff_override_reason, "The customer called twice")
