from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_alert import LeadAlertCase


@tagged('post_install', '-at_install')
class TestQuiet(LeadAlertCase):
    def test_the_switch_is_ones_own(self):
        self.rep_a.with_user(self.rep_a).action_set_lead_quiet(True)
        self.assertTrue(self.rep_a.lead_quiet)
        for user in self.rep_b + self.leader:
            with self.assertRaisesRegex(AccessError, "own quiet mode"):
                self.rep_a.with_user(user).action_set_lead_quiet(False)
        self.assertTrue(self.rep_a.lead_quiet)

    def test_the_preferences_have_it_too(self):
        self.rep_a.with_user(self.rep_a).write({'lead_quiet': True})
        self.assertTrue(self.rep_a.with_user(self.rep_a).lead_quiet)
        with self.assertRaises(AccessError):
            self.rep_a.with_user(self.rep_b).write({'lead_quiet': False})

    def test_every_tab_hears_of_it_once(self):
        self.rep_a.lead_quiet = True
        self.rep_a.write({'lead_quiet': True})
        self.rep_a.name = "Rep A."
        self.assertEqual(self.heard(self.rep_a, 'lead_quiet'), [{'quiet': True}])

    def test_the_pool_stays_usable(self):
        self.make_pool('shark_tank')
        self.rep_a.lead_quiet = True
        lead = self.give()
        lead.with_user(self.rep_a).action_claim()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_the_page_tells_members_what_they_need(self):
        self.make_pool('shark_tank')
        info = self.rep_a._lead_alert_info()
        self.assertEqual(info, {'quiet': False, 'available': True})
        self.assertIsNone(self.rep_c._lead_alert_info())
