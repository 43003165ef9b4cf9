from odoo.tests import tagged

from .common import LeadSaleCase


@tagged('post_install', '-at_install')
class TestConfirm(LeadSaleCase):
    """A confirmed order does to its opportunity what it does in Odoo, and nothing is in its way."""

    def confirm(self, user=None):
        with self.at('2026-03-02 10:10'), self.mock_mail_gateway():
            self.order.with_user(user or self.rep_a).action_confirm()
        self.env.invalidate_all()

    def test_confirmed_order_moves_the_opportunity_as_odoo_does(self):
        """Odoo raises the expected revenue, and leaves winning to the salesperson."""
        stage = self.owned.stage_id
        self.confirm()
        self.assertEqual(self.order.state, 'sale')
        self.assertEqual(self.owned.expected_revenue, self.order.amount_untaxed)
        self.assertEqual((self.owned.stage_id, self.owned.won_status), (stage, 'pending'))
        self.assertEqual(self.owned.sale_order_count, 1)

    def test_order_confirmed_without_having_been_sent_is_an_offer(self):
        self.confirm()
        self.assertTrue(self.owned.offer_sent_at)

    def test_won_after_the_order_brings_what_follows_a_sale(self):
        self.make_plan("After the offer", 'offer_sent', [{'summary': "Follow up"}])
        self.make_plan("After the sale", 'won', [{'summary': "Are you satisfied?"}])
        self.send()
        self.follow_plans('2026-03-02 10:11')
        self.confirm()
        with self.at('2026-03-02 10:20'):
            self.owned.with_user(self.rep_a).action_set_won()
        self.follow_plans('2026-03-02 10:20')
        self.assertEqual(self.owned.won_status, 'won')
        self.assertEqual(
            self.steps(self.owned), [("Follow up", 'stopped'), ("Are you satisfied?", 'open')]
        )
        self.assertEqual(self.owned.closed_by_id, self.rep_a)
        self.assertFalse(self.owned.sla_ids.filtered(lambda clock: clock._is_open()))

    def test_order_of_a_lead_that_is_over_changes_no_milestone(self):
        self.owned.action_set_won()
        self.send()
        self.confirm()
        self.assertFalse(self.owned.offer_sent_at)
        self.assertEqual(self.owned.won_status, 'won')

    def test_customer_confirms_in_the_portal(self):
        public = self.env.ref('base.public_user')
        with self.at('2026-03-02 10:10'), self.mock_mail_gateway():
            self.order.with_user(public).sudo()._validate_order()
        self.assertEqual(self.order.state, 'sale')
        self.assertTrue(self.owned.offer_sent_at)
        self.assertFalse(self.owned.touch_ids)
