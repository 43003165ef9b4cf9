"""The discovery call in the real browser."""

from odoo.tests import HttpCase, tagged

from .common import LeadQualificationCase


class DiscoveryCallTourCase(LeadQualificationCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref('base.group_user').implied_ids |= cls.env.ref('crm.group_use_lead')

    def hold(self, way, user=None):
        """Run the tour of a call held one ``way`` on the lead, and return what came of it."""
        url = f'/odoo/action-crm.crm_lead_all_leads/{self.lead.id}'
        login = (user or self.rep_a).login
        self.start_tour(url, f'lead_discovery_call_{way}', login=login)
        self.env.invalidate_all()
        return self.lead.assessment_ids


@tagged('post_install', '-at_install')
class TestDiscoveryCallTour(DiscoveryCallTourCase):
    def test_call_by_mouse_ends_with_status_and_next_step(self):
        call = self.hold('mouse', self.marketer)
        self.assertRecordValues(call, [{'state': 'confirmed', 'verdict': 'passed'}])
        self.assertEqual(call.line_ids.mapped('points'), [3, 2, 2, 2])
        self.assertRecordValues(
            call.line_ids[0], [{'evidence': "The board has signed", 'basis': 'confirmed'}]
        )
        self.assertEqual(self.lead.lead_status_meaning, 'passed')
        self.assertEqual(self.lead.activity_ids.summary, "Ask for the tender")

    def test_call_by_keyboard_ends_with_a_recycled_lead(self):
        call = self.hold('keyboard')
        self.assertRecordValues(call, [{'state': 'confirmed', 'verdict': 'failed'}])
        self.assertEqual(call.line_ids.mapped('points'), [3, 2, 1, 0])
        self.assertRecordValues(
            call.line_ids[2], [{'evidence': "Two sites by June", 'basis': 'confirmed'}]
        )
        self.assertEqual(self.lead.lead_status_meaning, 'recycle')
        self.assertTrue(self.lead.nurture_until)

    def test_confirmed_call_opens_to_read(self):
        self.assess(self.lead, (3, 3, 3, 3))
        self.hold('read')

    def test_each_card_keeps_its_own_draft(self):
        self.env.ref('lead_qualification.lead_scorecard_champ').active = True
        call = self.hold('cards')
        self.assertEqual(call.scorecard_id.name, "CHAMP", "the other was thrown away")
        self.assertEqual(call.state, 'draft')


@tagged('post_install', '-at_install')
class TestDiscoveryCallOnThePhone(DiscoveryCallTourCase):
    browser_size = '390x844'
    touch_enabled = True

    def test_call_by_thumb(self):
        call = self.hold('phone')
        self.assertEqual(call.state, 'confirmed')
        self.assertEqual(self.lead.lead_status_meaning, 'passed')
