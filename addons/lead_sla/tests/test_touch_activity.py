from datetime import timedelta

from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestTouchActivity(LeadSlaCase):
    """Done activities as touches: each contact once, and in batches."""

    def setUp(self):
        super().setUp()
        self.sla = self.assign('2026-03-02 10:00')
        self.owned = self.sla.lead_id

    def plan(self, name, lead=None, moment='2026-03-02 10:00', **values):
        with self.at(moment):
            activity = (lead or self.owned).activity_schedule(
                f'mail.mail_activity_data_{name}', user_id=self.rep_a.id, **values
            )
            activity.create_date = self.env.cr.now()
        return activity

    def done(self, activity, moment='2026-03-02 10:10'):
        with self.at(moment):
            activity.with_user(self.rep_a).action_feedback("Done")
        return self.owned.touch_ids

    def test_kinds_of_activities(self):
        for name, kind in {'call': 'call', 'email': 'email', 'meeting': 'meeting'}.items():
            touch = self.done(self.plan(name)) - self.owned.touch_ids.browse()
            self.assertIn(kind, touch.mapped('kind'), name)
        self.assertEqual(len(self.owned.touch_ids), 3)
        self.assertEqual(self.owned.touch_ids[0].note, "Done")

    def test_company_decides_what_its_own_types_count_as(self):
        types = self.env['mail.activity.type']
        visit = types.create({'name': "Visit", 'lead_touch_kind': 'meeting'})
        letter = types.create({'name': "Sort papers"})
        self.assertEqual(
            types.create({'name': "Ring", 'category': 'phonecall'}).lead_touch_kind, 'call'
        )
        for activity_type in visit, letter:
            with self.at('2026-03-02 10:05'):
                activity = self.owned.activity_schedule(
                    activity_type_id=activity_type.id, user_id=self.rep_a.id
                )
            self.done(activity)
        self.assertEqual(self.owned.touch_ids.mapped('kind'), ['meeting'])

    def test_any_type_of_the_kind_call_is_a_call(self):
        """Whoever makes the type, a company, an import or a module's data; and no other kind."""
        types = self.env['mail.activity.type']
        kinds = {'phonecall': 'call', 'meeting': 'meeting', 'upload_file': False, 'default': False}
        for category, kind in kinds.items():
            made = types.create({'name': category, 'category': category})
            self.assertEqual(made.lead_touch_kind, kind, category)
        [loaded] = types.load(['name', 'category'], [["Imported", "Phonecall"]])['ids']
        self.assertEqual(types.browse(loaded).lead_touch_kind, 'call')

    def test_type_that_becomes_another_kind_counts_as_that(self):
        ring = self.env['mail.activity.type'].create({'name': "Ring", 'category': 'phonecall'})
        for category, kind in (
            ('upload_file', False),
            ('phonecall', 'call'),
            ('meeting', 'meeting'),
            ('default', False),
        ):
            ring.category = category
            self.assertEqual(ring.lead_touch_kind, kind, category)

    def test_what_a_company_decided_outlives_the_update_of_a_module(self):
        """An update writes the category again that a type has already."""
        types = self.env['mail.activity.type']
        survey = types.create({'name': "Survey by phone", 'category': 'phonecall'})
        survey.lead_touch_kind = False
        letter = types.create({'name': "Letter", 'lead_touch_kind': 'email'})
        for activity_type in survey | letter:
            activity_type.write({'category': activity_type.category})
        self.env.flush_all()
        self.assertEqual([survey.lead_touch_kind, letter.lead_touch_kind], [False, 'email'])

    def write_mail(self, moment):
        customer = self.env['res.partner'].create({'name': "Nadia", 'email': 'n@example.com'})
        with self.at(moment), self.mock_mail_gateway():
            self.owned.with_user(self.rep_a).message_post(
                body="Hi",
                message_type='comment',
                subtype_xmlid='mail.mt_comment',
                partner_ids=customer.ids,
            )

    def test_mail_written_and_then_marked_as_done_counts_once(self):
        activity = self.plan('email')
        self.write_mail('2026-03-02 10:08')
        touches = self.done(activity)
        self.assertEqual(len(touches), 1)
        self.assertEqual(touches.activity_id, activity)

    def test_two_planned_mails_and_one_written_count_twice(self):
        activities = self.plan('email') | self.plan('email')
        self.write_mail('2026-03-02 10:08')
        self.assertEqual(len(self.done(activities)), 2)

    def test_mail_before_the_activity_was_planned_is_another_one(self):
        self.write_mail('2026-03-02 09:58')
        self.write_mail('2026-03-02 10:01')
        self.assertEqual(len(self.done(self.plan('email', moment='2026-03-02 10:05'))), 3)

    def test_template_sent_from_the_activity_is_by_hand(self):
        template = self.env['mail.template'].create(
            {
                'name': "Offer",
                'model_id': self.env['ir.model']._get_id('crm.lead'),
                'subject': "Offer",
                'body_html': "<p>Our offer</p>",
                'partner_to': str(
                    self.env['res.partner'].create({'name': "N", 'email': 'n@example.com'}).id
                ),
            }
        )
        with self.at('2026-03-02 10:10'), self.mock_mail_gateway():
            self.owned.with_user(self.rep_a).activity_send_mail(template.id)
        self.assertRecordValues(self.owned.touch_ids, [{'kind': 'email', 'user_id': self.rep_a.id}])

    def test_activity_of_a_deleted_lead_is_done_without_a_touch(self):
        lead = self.make_leads(1)
        activity = self.plan('call', lead)
        self.env.flush_all()
        self.cr.execute('DELETE FROM crm_lead WHERE id = %s', [lead.id])
        self.env.invalidate_all()
        self.done(activity)
        self.assertFalse(self.env['lead.touch'].search([('activity_id', '=', activity.id)]))

    def test_queries_do_not_grow_with_the_activities(self):
        """What recording touches adds to Odoo's own work is the same for 5 leads and for 50."""
        extra = {}
        for count in (5, 50):
            leads = self.make_leads(count)
            with self.at('2026-03-02 10:00'):
                leads.user_id = self.rep_a
                activities = self.env['mail.activity'].union(
                    *[self.plan('call', lead) for lead in leads]
                )
            self.env.flush_all()
            with self.at('2026-03-02 10:10'):
                vals = activities.with_user(self.rep_a)._prepare_touches("Done")
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                self.env['lead.touch'].with_user(self.rep_a)._record_done(vals)
                self.env.flush_all()
                extra[count] = self.cr.sql_log_count - before
            self.assertEqual(set(leads.sla_ids.mapped('state')), {'met'})
        self.assertLessEqual(extra[50], extra[5] + 5, extra)

    def test_first_and_last_touch(self):
        """Whichever is recorded first: the earliest and the latest call by their dates."""
        now = self.sla.started_at
        self.call(self.owned, '2026-03-02 11:00')
        self.call(self.owned, '2026-03-02 11:05', date=now + timedelta(minutes=5))
        self.call(self.owned, '2026-03-02 11:10', direction='in', user_id=False)
        self.assertRecordValues(
            self.owned,
            [
                {
                    'first_touch_at': now + timedelta(minutes=5),
                    'last_touch_at': now + timedelta(hours=1),
                }
            ],
        )
