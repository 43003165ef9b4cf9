from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ResellerMixin


@tagged('post_install', '-at_install')
class TestReseller(ResellerMixin, LeadDistributionCase):
    """A lead that is with a reseller is nobody else's until the reseller declines it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_resellers()

    def portal(self, lead, user=None):
        return lead.with_user(user or self.reseller)

    def assert_left_alone(self, lead):
        self.distribute()
        self.assertFalse(lead.user_id)
        self.assertFalse(lead.distribution_state)
        self.assertFalse(self.stints(lead))

    def test_lead_of_a_reseller_is_not_distributed(self):
        self.assert_left_alone(self.make_leads(1, partner_assigned_id=self.delta.id))

    def test_lead_that_is_waiting_leaves_distribution_with_its_reseller(self):
        lead = self.make_leads(1)
        self.assertEqual(lead.distribution_state, 'pending')
        lead.with_user(self.leader).partner_assigned_id = self.delta
        self.assert_left_alone(lead)

    def test_lead_forwarded_to_a_reseller_without_salesperson_is_nobodys(self):
        self.delta.user_id = False
        lead = self.give()
        self.assertEqual(lead.user_id, self.rep_a)
        self.forward(lead)
        self.assertEqual(lead.partner_assigned_id, self.delta)
        self.assertFalse(lead.user_id)
        self.assertFalse(lead.distribution_state)
        self.distribute()
        self.assertFalse(lead.user_id)

    def test_lead_cannot_be_sent_into_distribution_behind_the_reseller(self):
        lead = self.make_leads(1, partner_assigned_id=self.delta.id)
        with self.assertRaises(UserError):
            lead.with_user(self.leader).action_retry_distribution()

    def test_lead_in_a_pool_leaves_it_with_its_reseller(self):
        self.make_pool()
        lead = self.give()
        self.assertTrue(lead.pool_id)
        lead.with_user(self.leader).partner_assigned_id = self.delta
        self.assertFalse(lead.pool_id)
        self.assert_left_alone(lead)

    def test_reseller_is_no_way_around_the_claim(self):
        self.make_pool()
        lead = self.give()
        with self.assertRaises(UserError):
            lead.with_user(self.rep_a).partner_assigned_id = self.delta
        self.assertTrue(lead.pool_id)

    def test_interest_is_acceptance(self):
        lead = self.make_leads(1, partner_assigned_id=self.delta.id)
        lead._change_status(self.status('passed'))
        self.portal(lead).partner_interested(comment="We call today")
        self.assertTrue(lead.accepted_at)
        self.assertEqual(lead.type, 'opportunity')
        self.assert_left_alone(lead)

    def test_declined_lead_is_distributed(self):
        lead = self.make_leads(1, partner_assigned_id=self.delta.id)
        self.portal(lead).partner_desinterested(comment="Too far away")
        self.assertEqual(lead.distribution_state, 'pending')
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_declined_lead_does_not_stay_with_the_salesperson_of_the_reseller(self):
        lead = self.give()
        self.forward(lead)
        self.assertEqual(lead.user_id, self.rep_c)
        self.portal(lead).partner_desinterested()
        self.assertEqual(self.stints(lead)[0].release_reason, 'declined')
        self.distribute()
        self.assertIn(lead.user_id, self.rep_a | self.rep_b)

    def test_declined_lead_stays_with_the_salesperson_who_forwarded_it(self):
        lead = self.make_leads(1, user_id=self.rep_b.id, partner_assigned_id=self.delta.id)
        self.portal(lead).partner_desinterested()
        self.assertEqual(lead.user_id, self.rep_b)
        self.assertEqual(lead.distribution_state, 'assigned')

    def test_lead_declined_after_interest_is_distributed(self):
        lead = self.make_leads(1, partner_assigned_id=self.delta.id)
        self.portal(lead).partner_interested()
        self.portal(lead).partner_desinterested(contacted=True)
        self.assertEqual(lead.lead_status_meaning, 'passed')
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_lead_taken_from_its_reseller_by_hand_is_distributed(self):
        lead = self.make_leads(1, partner_assigned_id=self.delta.id)
        lead.with_user(self.leader).partner_assigned_id = False
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_lead_that_a_reseller_enters_in_the_portal_is_the_resellers(self):
        self.delta.user_id = False
        values = {'contact_name': "Nadia", 'title': "Own lead", 'description': "By phone"}
        made = self.env['crm.lead'].with_user(self.reseller).create_opp_portal(values)
        self.assert_left_alone(self.env['crm.lead'].browse(made['id']))

    def test_only_the_reseller_answers(self):
        lead = self.make_leads(1, user_id=self.rep_b.id, partner_assigned_id=self.delta.id)
        for user in (self.stranger, self.rep_a):
            for answer in ('partner_interested', 'partner_desinterested'):
                with self.subTest(user=user.name, answer=answer), self.assertRaises(AccessError):
                    getattr(self.portal(lead, user), answer)()
        self.assertFalse(lead.accepted_at)
        self.assertEqual(lead.partner_assigned_id, self.delta)

    def test_without_rules_declining_changes_no_owner(self):
        self.rule.active = False
        lead = self.make_leads(1, user_id=self.rep_c.id, partner_assigned_id=self.delta.id)
        self.portal(lead).partner_desinterested()
        self.assertEqual(lead.user_id, self.rep_c)
