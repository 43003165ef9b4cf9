from unittest.mock import patch

from odoo.tests import RecordCapturer, tagged

from .common_presence import PresenceCase


@tagged('post_install', '-at_install')
class TestNotify(PresenceCase):
    """The new owner sees it at once and has one activity, however many leads came."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls.env.ref('lead_distribution.mail_activity_type_new_lead')
        cls.env['mail.activity'].search([('activity_type_id', '=', cls.kind.id)]).unlink()

    def activities(self, rep):
        return self.env['mail.activity'].search(
            [('user_id', '=', rep.id), ('activity_type_id', '=', self.kind.id)]
        )

    def test_one_lead_is_one_activity_on_the_lead(self):
        lead = self.give()
        self.assertRecordValues(
            self.activities(self.rep_a),
            [{'res_model': 'crm.lead', 'res_id': lead.id, 'summary': self.kind.summary}],
        )

    def test_a_batch_is_one_activity_for_all_its_leads(self):
        leads = self.give(24)
        for rep in self.rep_a + self.rep_b:
            activity = self.activities(rep)
            self.assertRecordValues(activity, [{'res_model': False, 'summary': "New leads: 12"}])
            mine = leads.filtered(lambda lead, rep=rep: lead.user_id == rep)
            for lead in mine:
                self.assertIn(f'/odoo/crm.lead/{lead.id}"', activity.note)
            self.assertIn('/odoo/my-new-leads', activity.note)

    def test_next_batch_is_added_to_the_same_activity(self):
        self.give(4)
        self.give(4)
        self.assertEqual(self.activities(self.rep_a).mapped('summary'), ["New leads: 4"])
        self.give()
        self.assertEqual(self.activities(self.rep_a).mapped('summary'), ["New leads: 5"])

    def test_names_of_leads_are_no_html(self):
        self.give(4, name="<script>alert(1)</script>")
        self.assertIn('&lt;script', self.activities(self.rep_a).note)
        self.assertNotIn('<script', self.activities(self.rep_a).note)

    def test_activity_is_done_when_the_lead_is_begun(self):
        lead = self.give()
        activity = self.activities(self.rep_a)
        lead.with_user(self.rep_a)._change_status(self.status('accepted'))
        self.assertFalse(activity.active)
        self.assertEqual(activity.state, 'done')

    def test_summary_is_done_when_the_last_lead_is_begun(self):
        leads = self.give(4).filtered(lambda lead: lead.user_id == self.rep_a)
        activity = self.activities(self.rep_a)
        leads[0]._change_status(self.status('accepted'))
        self.assertTrue(activity.active)
        leads[1]._change_status(self.status('accepted'))
        self.assertFalse(activity.active)

    def test_activity_goes_with_the_lead(self):
        lead = self.give()
        activity = self.activities(self.rep_a)
        lead._reassign('lapsed')
        self.assertFalse(activity.exists())
        self.assertEqual(self.activities(self.rep_b).res_id, lead.id)

    def test_rule_without_an_activity(self):
        self.rule.activity_type_id = False
        self.give(4)
        self.assertFalse(self.activities(self.rep_a))

    def test_claim_needs_no_activity(self):
        self.make_pool()
        self.give().with_user(self.rep_a).action_claim()
        self.assertFalse(self.activities(self.rep_a))

    def test_nothing_else_of_odoo_notifies_for_one_lead_or_for_many(self):
        self.rule.notify_owners = False
        self.env = self.env(context={**self.env.context, 'tracking_disable': False})
        for count in (2, 6):
            with (
                self.subTest(count),
                RecordCapturer(self.env['mail.notification']) as notifications,
                self.mock_mail_gateway(),
            ):
                self.give(count)
                self.env.cr.precommit.run()
                self.assertFalse(notifications.records)
                self.assertFalse(self._new_mails)

    def test_notice_that_fails_takes_no_lead_away(self):
        leads = self.make_leads(2)
        self.env.flush_all()
        cls = type(self.env['lead.assignment'])
        with (
            patch.object(cls, '_schedule_activities', side_effect=ValueError("no activity")),
            self.assertLogs('odoo.addons.lead_distribution', 'ERROR'),
        ):
            self.distribute()
        self.assertEqual(self.owners(leads), [self.rep_a, self.rep_b])

    def test_five_hundred_leads_cost_half_a_query_each_at_most(self):
        self.env = self.env(context={**self.env.context, 'tracking_disable': False})
        self.give(2)
        leads = self.make_leads(500)
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        leads._carry_out(leads._decide().decisions)._notify_owners()
        self.env.flush_all()
        self.env.cr.precommit.run()
        queries = self.env.cr.sql_log_count - before
        self.assertLessEqual(queries, 250)
