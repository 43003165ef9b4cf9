from datetime import timedelta

from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged


@tagged('post_install', '-at_install')
class TestBlind(LeadDistributionCase):
    """Nothing tells a member anything about an unclaimed lead of a blind pool."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, 'tracking_disable': False})
        cls.pool = cls.make_pool('blind_pull')
        cls.env.ref('base.group_user').implied_ids += cls.env.ref('base.group_allow_export')
        cls.outsiders = cls.rep_a + cls.rep_b + cls.rep_c + cls.marketer

    def setUp(self):
        super().setUp()
        self.secret = self.make_leads(
            1, name="Secret", email_from="secret@example.com", generated_by_id=self.marketer.id
        )
        first, *others = self.card.criterion_ids
        self.assess(self.secret, [first.answer_ids[:1].points, *(None for _other in others)])
        signal_type = self.env['lead.signal.type'].search([], limit=1)
        self.env['lead.signal']._record(
            [
                signal_type._prepare_signal(
                    self.secret, points=10, half_life_days=10, date=self.env.cr.now()
                )
            ]
        )
        self.secret.message_post(body="Secret message")
        self.secret.activity_schedule('mail.mail_activity_data_todo', user_id=self.leader.id)
        self.secret.message_subscribe(partner_ids=self.rep_a.partner_id.ids)
        self.distribute()
        self.assertEqual(self.secret.pool_id, self.pool)

    def each(self, model):
        for user in self.outsiders:
            with self.subTest(user=user.name):
                yield self.env[model].with_user(user)

    def test_reading_is_refused(self):
        for Leads in self.each('crm.lead'):
            lead = Leads.browse(self.secret.id)
            for read in (
                lambda lead=lead: lead.read(['name']),
                lambda lead=lead: lead.web_read({'display_name': {}}),
                lambda lead=lead: lead.export_data(['name']),
                lambda lead=lead: lead.write({'priority': '3'}),
                lambda lead=lead: lead.message_post(body="Hello"),
                lambda lead=lead: lead.copy(),
            ):
                with self.assertRaises(AccessError):
                    read()

    def test_searching_finds_nothing(self):
        domain = [('name', '=', "Secret")]
        for Leads in self.each('crm.lead'):
            self.assertFalse(Leads.search(domain))
            self.assertEqual(Leads.search_count(domain), 0)
            self.assertFalse(Leads.name_search("Secret"))
            self.assertFalse(Leads.search_read(domain, ['name']))

    def test_grouping_counts_nothing(self):
        for Leads in self.each('crm.lead'):
            groups = Leads.formatted_read_group([('name', '=', "Secret")], ['name'], ['__count'])
            self.assertFalse(groups)

    def test_history_is_hidden(self):
        models = {
            'lead.status.change': 'lead_id',
            'lead.assessment': 'lead_id',
            'lead.assessment.line': 'assessment_id.lead_id',
            'lead.assignment': 'lead_id',
            'lead.signal': 'lead_id',
            'lead.funnel.report': 'lead_id',
            'lead.calibration.report': 'lead_id',
        }
        for model in (
            'lead.assessment',
            'lead.assessment.line',
            'lead.signal',
            'lead.funnel.report',
            'lead.calibration.report',
        ):
            self.assertTrue(self.env[model].search([(models[model], '=', self.secret.id)]), model)
        for model, path in models.items():
            for user in self.outsiders:
                Model = self.env[model].with_user(user)
                with self.subTest(model=model, user=user.name):
                    self.assertFalse(Model.search([(path, '=', self.secret.id)]))

    def test_activity_report_is_hidden(self):
        self.secret.activity_ids.action_feedback("Done")
        self.env.flush_all()
        report = self.env['crm.activity.report']
        domain = [('lead_id', '=', self.secret.id)]
        self.assertTrue(report.with_user(self.leader).search(domain))
        for user in self.rep_a + self.rep_b + self.rep_c:
            self.assertFalse(report.with_user(user).search(domain))

    def test_chatter_is_hidden(self):
        domain = [('model', '=', 'crm.lead'), ('res_id', '=', self.secret.id)]
        for Messages in self.each('mail.message'):
            self.assertFalse(Messages.search(domain))
        activities = [('res_model', '=', 'crm.lead'), ('res_id', '=', self.secret.id)]
        for Activities in self.each('mail.activity'):
            self.assertFalse(Activities.search(activities))

    def test_names_are_masked_wherever_odoo_reads_them(self):
        """Names are read as superuser for whoever looks at a field that points at a record."""
        meeting = self.env['calendar.event'].create(
            {
                'name': "Secret",
                'start': self.env.cr.now(),
                'stop': self.env.cr.now(),
                'opportunity_id': self.secret.id,
            }
        )
        activity = self.secret.activity_ids
        activity.summary = "Secret"
        for record in (self.secret, meeting, activity, self.secret.assessment_ids[:1]):
            for user in self.outsiders:
                with self.subTest(model=record._name, user=user.name):
                    name = record.with_user(user).sudo().display_name
                    self.assertEqual(name, "Lead in a pool")
            name = record.with_user(self.leader).sudo().display_name
            self.assertNotEqual(name, "Lead in a pool", record._name)

    def test_its_meetings_ring_nobody_and_others_still_do(self):
        alarm = self.env['calendar.alarm'].create(
            {'name': "Soon", 'alarm_type': 'notification', 'duration': 30, 'interval': 'minutes'}
        )
        start = self.env.cr.now().replace(microsecond=0) + timedelta(hours=1)
        meeting = {
            'start': start,
            'stop': start + timedelta(hours=1),
            'partner_ids': [Command.set(self.rep_a.partner_id.ids)],
            'alarm_ids': [Command.set(alarm.ids)],
        }
        self.env['calendar.event'].create(
            [
                {**meeting, 'name': "Secret", 'opportunity_id': self.secret.id},
                {**meeting, 'name': "Lunch"},
            ]
        )
        self.env.flush_all()
        told = self.env['calendar.alarm_manager'].with_user(self.rep_a).get_next_notif()
        self.assertEqual([one['title'] for one in told], ["Lunch"])

    def test_members_do_not_follow(self):
        self.assertNotIn(self.rep_a.partner_id, self.secret.message_partner_ids)

    def test_nobody_follows_who_may_not_read(self):
        outsiders = self.outsiders.partner_id
        self.secret.message_subscribe(partner_ids=(outsiders + self.leader.partner_id).ids)
        self.assertFalse(self.secret.message_partner_ids & outsiders)
        self.assertIn(self.leader.partner_id, self.secret.message_partner_ids)

    def test_joining_the_pool_ends_following(self):
        self.secret.message_subscribe(partner_ids=self.leader.partner_id.ids)
        self.pool.user_ids += self.leader
        self.assertNotIn(self.leader.partner_id, self.secret.message_partner_ids)

    def test_customer_may_follow(self):
        customer = self.env['res.partner'].create({'name': "Customer"})
        self.secret.message_subscribe(partner_ids=customer.ids)
        self.assertIn(customer, self.secret.message_partner_ids)

    def test_attachments_are_hidden(self):
        attachment = self.env['ir.attachment'].create(
            {'name': "Offer", 'res_model': 'crm.lead', 'res_id': self.secret.id, 'raw': b"x"}
        )
        for Attachments in self.each('ir.attachment'):
            self.assertFalse(Attachments.search([('id', '=', attachment.id)]))

    def test_duplicates_are_not_given_away(self):
        twin = self.make_leads(1, user_id=self.rep_a.id, email_from="secret@example.com")
        twin = twin.with_user(self.rep_a)
        self.assertNotIn(self.secret.id, twin.duplicate_lead_ids.ids)
        self.assertEqual(twin.duplicate_lead_count, 0)

    def test_claim_by_number_is_refused(self):
        with self.assertRaises(AccessError):
            self.secret.with_user(self.rep_a).action_claim()

    def test_only_the_number_of_leads_is_shown(self):
        pool = self.pool.with_user(self.rep_a)
        self.assertEqual(pool.available_count, 1)
        self.assertFalse(pool.lead_ids)

    def test_member_who_is_a_manager_is_blind_too(self):
        self.pool.user_ids += self.leader
        self.assertFalse(self.secret.with_user(self.leader).has_access('read'))

    def test_manager_who_is_no_member_sees(self):
        self.assertEqual(self.secret.with_user(self.leader).name, "Secret")

    def test_claim_next_opens_the_eyes(self):
        action = self.pool.with_user(self.rep_a).action_claim_next()
        self.assertEqual(action['res_id'], self.secret.id)
        self.assertEqual(self.secret.with_user(self.rep_a).name, "Secret")
