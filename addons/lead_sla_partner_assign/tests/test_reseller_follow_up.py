from odoo.addons.lead_distribution_partner_assign.tests.common import ResellerMixin
from odoo.addons.lead_sla.tests.common import LeadSlaCase
from odoo.fields import Command
from odoo.tests import tagged

MONDAY = '2026-03-02 10:00:00'


@tagged('post_install', '-at_install')
class TestResellerFollowUp(ResellerMixin, LeadSlaCase):
    """What a reseller does with a lead counts, and nobody is missed who is not needed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_resellers()
        acceptance = {'kind': 'acceptance', 'amount': 60, 'unit': 'minute'}
        answer = {'kind': 'next_response', 'amount': 60, 'unit': 'minute'}
        cls.policy.target_ids = [Command.create(acceptance), Command.create(answer)]

    def give_to_reseller(self, **vals):
        """Return a lead passed to sales that is with the reseller since Monday, 10:00."""
        with self.at(MONDAY):
            lead = self.make_leads(1)
            lead._change_status(self.status('passed'))
            lead.write({'partner_assigned_id': self.delta.id, 'user_id': self.rep_c.id, **vals})
            self.env.flush_all()
        return lead

    def clocks(self, lead):
        return {clock.kind: clock.state for clock in lead.sla_ids}

    def test_lead_of_a_reseller_does_not_lack_an_owner(self):
        lead, other = self.make_leads(2)
        lead.write({'partner_assigned_id': self.delta.id})
        self.assertEqual((lead.follow_up_gap, other.follow_up_gap), (False, 'owner'))
        Leads = self.env['crm.lead']
        gone = Leads.search([('follow_up_gap', '=', 'owner')])
        self.assertEqual((lead | other) & gone, other)
        self.assertIn(lead, Leads.search([('follow_up_gap', '=', False)]))
        other.partner_assigned_id = self.delta
        self.assertFalse(other.follow_up_gap)

    def test_without_salesperson_nothing_is_timed(self):
        self.assertFalse(self.give_to_reseller(user_id=False).sla_ids)

    def test_interest_is_acceptance_and_touch(self):
        lead = self.give_to_reseller()
        self.assertEqual(self.clocks(lead), {'acceptance': 'running', 'first_response': 'running'})
        with self.at('2026-03-02 10:20:00'):
            lead.with_user(self.reseller).partner_interested(comment="We call today")
        self.assertEqual(self.clocks(lead), {'acceptance': 'met', 'first_response': 'met'})
        self.assertRecordValues(
            lead.touch_ids,
            [{'direction': 'out', 'kind': 'message', 'user_id': self.reseller.id}],
        )

    def test_message_of_the_reseller_is_acceptance_and_touch(self):
        lead = self.give_to_reseller()
        with self.at('2026-03-02 10:20:00'):
            lead.with_user(self.reseller).sudo().message_post(
                body="I have called them",
                message_type='comment',
                subtype_xmlid='mail.mt_comment',
            )
        self.assertEqual(self.clocks(lead), {'acceptance': 'met', 'first_response': 'met'})
        self.assertEqual(lead.touch_ids.mapped('direction'), ['out'])

    def test_mail_of_the_reseller_is_not_the_customers(self):
        lead = self.give_to_reseller()
        with self.at('2026-03-02 10:20:00'):
            lead.message_post(
                author_id=self.delta.id,
                body="We have met them",
                message_type='email',
                subtype_xmlid='mail.mt_comment',
            )
        self.assertEqual(lead.touch_ids.mapped('direction'), ['out'])
        self.assertEqual(self.clocks(lead), {'acceptance': 'met', 'first_response': 'met'})

    def test_message_of_the_customer_stays_the_customers(self):
        lead = self.give_to_reseller()
        lead.message_post(
            author_id=self.env['res.partner'].create({'name': "Nadia"}).id,
            body="Where are you?",
            message_type='email',
            subtype_xmlid='mail.mt_comment',
        )
        self.assertEqual(lead.touch_ids.mapped('direction'), ['in'])

    def test_declining_after_contact_is_a_touch_and_without_is_none(self):
        for contacted in (True, False):
            lead = self.give_to_reseller()
            with self.subTest(contacted=contacted), self.at('2026-03-02 10:20:00'):
                lead.with_user(self.reseller).partner_desinterested(contacted=contacted)
                self.assertEqual(len(lead.touch_ids), int(contacted))
                self.assertFalse(lead.user_id)
                self.assertEqual(lead.distribution_state, 'pending')

    def test_missed_deadline_does_not_take_the_lead_from_the_reseller(self):
        lead = self.give_to_reseller()
        self.sweep('2026-03-02 12:00:00')
        self.assertEqual(self.clocks(lead)['first_response'], 'missed')
        self.assertEqual(lead.user_id, self.rep_c)
        self.assertEqual(lead.partner_assigned_id, self.delta)

    def test_missed_deadline_does_not_put_the_lead_in_a_pool(self):
        pool = self.make_pool()
        self.policy.escalation_ids = [
            Command.clear(),
            Command.create({'action': 'pool', 'pool_id': pool.id}),
        ]
        lead = self.give_to_reseller()
        self.sweep('2026-03-02 12:00:00')
        self.assertEqual(self.clocks(lead)['first_response'], 'missed')
        self.assertFalse(lead.pool_id)
        self.assertEqual(lead.user_id, self.rep_c)
