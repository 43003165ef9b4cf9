from odoo.addons.lead_qualification.tests.common_contract import ContractCase
from odoo.tests import tagged

from .common import LeadSlaCase

TOUCH = "What salespeople do in Odoo is no longer a touch, and SLAs are missed (models/touch)."
PLAN = "Follow-up plans give steps to nobody, or on the wrong day (models/plan)."
DIGEST = "The digest shows no lead metrics, or measures them one by one (digest_digest.py)."


@tagged('post_install', '-at_install')
class TestContract(ContractCase, LeadSlaCase):
    CONTRACT = [
        ('mail.activity', '_action_done', 'feedback attachment_ids', TOUCH),
        ('crm.lead', '_notify_thread', 'message msg_vals kwargs', TOUCH),
        ('res.partner', '_notify_thread', 'message msg_vals kwargs', TOUCH),
        ('crm.lead', '_is_notification_scheduled', 'notify_scheduled_date', TOUCH),
        (
            *('mail.activity.plan.template', '_determine_responsible'),
            'on_demand_responsible applied_on_record',
            PLAN,
        ),
        ('mail.activity.plan.template', '_get_date_deadline', 'base_date', PLAN),
        ('mail.activity.plan.template', '_compute_responsible_type', '', PLAN),
        ('mail.activity.schedule', '_get_applied_on_records', '', PLAN),
        ('mail.activity.schedule', '_compute_error', '', PLAN),
        ('digest.digest', '_compute_kpis', 'company user', DIGEST),
        ('digest.digest', '_compute_kpis_actions', 'company user', DIGEST),
        ('digest.digest', '_compute_timeframes', 'company', DIGEST),
        ('digest.digest', '_get_kpi_compute_parameters', '', DIGEST),
        (
            *('calendar.event', '_get_activity_excluded_models'),
            '',
            "Each review plans an activity beside its meeting (review/lead_review_hold.py).",
        ),
        (
            *('lead.review.decision', 'modified'),
            'fnames create before',
            "A decision stays open although its activity is done (touch/mail_activity.py).",
        ),
    ]

    def test_done_activities_return_messages_and_activities(self):
        """A touch is recorded for each activity that has got a message."""
        lead = self.give()
        call = lead.activity_schedule('mail.mail_activity_data_call', user_id=lead.user_id.id)
        messages, _activities = call.with_user(lead.user_id)._action_done()
        self.assertEqual(messages._name, 'mail.message', TOUCH)
        self.assertEqual(len(messages), 1, TOUCH)

    def test_recipients_say_who_they_are(self):
        """Who is outside the company is told by ``id`` and ``share`` of each recipient."""
        customer = self.env['res.partner'].create({'name': "C", 'email': 'c@customer.example'})
        lead = self.make_leads(1)
        message = lead.message_post(body="Hello", partner_ids=customer.ids)
        [recipient] = lead._notify_get_recipients(message)
        self.assertEqual(recipient['id'], customer.id, TOUCH)
        self.assertTrue(recipient['share'], TOUCH)

    def test_a_digest_has_pairs_of_moments(self):
        """Each frame must be a name with this period and the one before."""
        digest = self.env['digest.digest'].search([], limit=1)
        for _name, spans in digest._compute_timeframes(self.env.company):
            (start, end), (_earlier, before) = spans
            self.assertLess(start, end, DIGEST)
            self.assertLessEqual(before, end, DIGEST)
