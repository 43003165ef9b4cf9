from datetime import datetime, timedelta

from odoo import fields
from odoo.addons.mail.tests.common import MailCase
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import LeadQualificationCase


@tagged('post_install', '-at_install')
class TestStatus(LeadQualificationCase, MailCase):
    def test_all_seven_meanings_come_as_data(self):
        meanings = self.env['lead.status'].search([]).mapped('meaning')
        self.assertEqual(len(set(meanings)), 7)

    def test_new_lead_is_new(self):
        self.assertEqual(self.lead.lead_status_meaning, 'new')
        self.assertFalse(self.lead.status_change_ids)

    def test_company_may_rename_a_status_but_not_its_meaning_once_used(self):
        status = self.status('new')
        status.name = "Fresh"
        with self.assertRaisesRegex(UserError, "meaning"):
            status.meaning = 'passed'

    def test_status_in_use_cannot_be_deleted(self):
        with self.assertRaisesRegex(UserError, "Archive it"):
            self.status('new').unlink()

    def test_every_move_is_logged_with_direction_and_hours(self):
        start = fields.Datetime.now()
        with self.mock_datetime_and_now(start):
            lead = self.make_leads(1)
        with self.mock_datetime_and_now(start + timedelta(hours=3)):
            lead.with_user(self.marketer).action_pass_to_sales()
        with self.mock_datetime_and_now(start + timedelta(hours=8)):
            lead._change_status(self.status('recycle'), self.reason('recycle'))
        up, down = lead.status_change_ids.sorted('id')
        self.assertRecordValues(
            up | down,
            [
                {'direction': 'positive', 'user_id': self.marketer.id, 'meaning': 'passed'},
                {'direction': 'negative', 'user_id': self.env.uid, 'meaning': 'recycle'},
            ],
        )
        self.assertAlmostEqual(up.hours, 3, delta=0.01)
        self.assertAlmostEqual(down.hours, 5, delta=0.01)

    def test_mass_edit_and_import_are_logged_too(self):
        leads = self.make_leads(3)
        leads.write({'lead_status_id': self.status('accepted').id})
        self.assertEqual(len(leads.status_change_ids), 3)
        imported = self.env['crm.lead'].load(['name', 'lead_status_id'], [["Imported", "Accepted"]])
        lead = self.env['crm.lead'].browse(imported['ids'])
        self.assertEqual(lead.status_change_ids.to_status_id, self.status('accepted'))
        self.assertTrue(lead.accepted_at)

    def test_same_status_again_is_no_move(self):
        self.lead._change_status(self.status('new'))
        self.assertFalse(self.lead.status_change_ids)

    def test_milestones_are_written_once(self):
        start = fields.Datetime.now()
        with self.mock_datetime_and_now(start):
            self.lead._change_status(self.status('passed'))
        with self.mock_datetime_and_now(start + timedelta(days=1)):
            self.lead._change_status(self.status('new'))
            self.lead._change_status(self.status('passed'))
        self.assertEqual(self.lead.passed_at, start.replace(microsecond=0))

    def test_negative_status_without_reason_is_refused_and_loses_nothing(self):
        for meaning in ('recycle', 'unreachable', 'trash'):
            with (
                self.subTest(meaning=meaning),
                self.assertRaisesRegex(UserError, "Choose a reason"),
            ):
                self.lead._change_status(self.status(meaning))
            self.assertEqual(self.lead.lead_status_meaning, 'new')
            with self.assertRaisesRegex(UserError, "Choose a reason"):
                self.make_leads(1, lead_status_id=self.status(meaning).id)

    def test_reason_of_another_meaning_is_refused(self):
        with self.assertRaisesRegex(UserError, "does not fit"):
            self.lead._change_status(self.status('trash'), self.reason('recycle'))

    def test_recycle_releases_the_owner_and_wakes_on_its_date(self):
        self.lead.user_id = self.rep_a
        cron = self.env.ref('lead_qualification.ir_cron_wake_recycled')
        self.lead._change_status(self.status('recycle'), self.reason('recycle', nurture_days=10))
        today = fields.Date.context_today(self.lead)
        self.assertFalse(self.lead.user_id)
        self.assertEqual(self.lead.nurture_until, today + timedelta(days=10))
        trigger = self.env['ir.cron.trigger'].search([('cron_id', '=', cron.id)], limit=1)
        self.assertEqual(trigger.call_at.date(), self.lead.nurture_until)

        self.run_wake_cron(days=9)
        self.assertEqual(self.lead.lead_status_meaning, 'recycle')
        self.run_wake_cron(days=10)
        self.assertEqual(self.lead.lead_status_meaning, 'new')
        self.assertFalse(self.lead.nurture_until)
        self.assertTrue(self.lead.recycled_at)
        self.assertEqual(len(self.lead.status_change_ids), 2)

    def test_recycled_lead_without_date_waits(self):
        self.lead._change_status(self.status('recycle'), self.reason('recycle', nurture_days=0))
        self.run_wake_cron(days=400)
        self.assertEqual(self.lead.lead_status_meaning, 'recycle')

    def run_wake_cron(self, days):
        cron = self.env.ref('lead_qualification.ir_cron_wake_recycled')
        with (
            self.enter_registry_test_mode(),
            self.mock_datetime_and_now(fields.Datetime.now() + timedelta(days=days)),
        ):
            cron.method_direct_trigger()

    def wake_at(self, moment):
        cron = self.env.ref('lead_qualification.ir_cron_wake_recycled')
        moment = fields.Datetime.to_datetime(moment)
        with self.enter_registry_test_mode(), self.mock_datetime_and_now(moment):
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_recycled_lead_wakes_when_its_day_begins_in_its_company(self):
        self.env.company.resource_calendar_id.tz = 'Pacific/Auckland'  # 13 hours ahead in March
        self.lead.company_id = self.env.company
        with self.mock_datetime_and_now(datetime(2026, 3, 1, 12)):
            self.lead._change_status(
                self.status('recycle'), self.reason('recycle'), nurture_until='2026-03-10'
            )
        cron = self.env.ref('lead_qualification.ir_cron_wake_recycled')
        calls = self.env['ir.cron.trigger'].search([('cron_id', '=', cron.id)]).mapped('call_at')
        self.assertIn(fields.Datetime.to_datetime('2026-03-09 11:00:00'), calls)
        self.wake_at('2026-03-09 10:59:00')
        self.assertEqual(self.lead.lead_status_meaning, 'recycle')
        self.wake_at('2026-03-09 11:00:00')
        self.assertEqual(self.lead.lead_status_meaning, 'new')

    def test_recycled_lead_that_raises_keeps_no_other_asleep(self):
        leads = self.make_leads(3)
        with self.mock_datetime_and_now(datetime(2026, 3, 1, 12)):
            leads._change_status(
                self.status('recycle'), self.reason('recycle'), nurture_until='2026-03-10'
            )
        self.env.flush_all()
        # the database refuses whatever is written to this one
        self.env.cr.execute(
            """CREATE FUNCTION refuse() RETURNS trigger AS
               $$ BEGIN RAISE EXCEPTION 'no'; END $$ LANGUAGE plpgsql"""
        )
        self.env.cr.execute(
            f"""CREATE TRIGGER refuse BEFORE UPDATE ON crm_lead FOR EACH ROW
                WHEN (OLD.id = {leads[1].id}) EXECUTE FUNCTION refuse()"""
        )
        with mute_logger('odoo.sql_db', 'odoo.addons.lead_qualification'):
            self.wake_at('2026-03-11 12:00:00')
        self.assertEqual(leads.mapped('lead_status_meaning'), ['new', 'recycle', 'new'])

    def test_recycle_and_unreachable_teach_predictive_scoring_nothing(self):
        leads = self.make_leads(2)
        before = self.read_frequencies()
        leads[0]._change_status(self.status('recycle'), self.reason('recycle'))
        leads[1]._change_status(self.status('unreachable'), self.reason('unreachable'))
        self.assertEqual(self.read_frequencies(), before)
        self.assertTrue(all(leads.mapped('active')))

    def read_frequencies(self):
        self.env.flush_all()
        fnames = ['variable', 'value', 'won_count', 'lost_count', 'team_id']
        return self.env['crm.lead.scoring.frequency'].search_read([], fnames, order='id')

    def test_trash_goes_through_lost_and_restore_brings_it_back(self):
        self.lead._change_status(self.status('trash'), self.reason('trash'))
        self.assertRecordValues(
            self.lead,
            [
                {
                    'active': False,
                    'won_status': 'lost',
                    'lost_reason_id': self.env.ref('lead_qualification.crm_lost_reason_trash').id,
                }
            ],
        )
        self.lead.action_restore()
        self.assertRecordValues(
            self.lead, [{'active': True, 'won_status': 'pending', 'lead_status_meaning': 'new'}]
        )

    def test_won_lead_is_qualified_and_names_who_closed_it(self):
        self.lead.write({'user_id': self.rep_a.id, 'type': 'opportunity'})
        self.lead.action_set_won()
        self.assertEqual(self.lead.lead_status_meaning, 'qualified')
        self.assertEqual(self.lead.closed_by_id, self.rep_a)
        self.assertTrue(self.lead.qualified_at)

    def test_conversion_to_opportunity_qualifies(self):
        leads = self.make_leads(2)
        wizard = Form(
            self.env['crm.lead2opportunity.partner.mass'].with_context(
                active_model='crm.lead', active_ids=leads.ids, active_id=leads[0].id
            )
        )
        wizard.deduplicate = False
        wizard.save().action_mass_convert()
        self.assertEqual(set(leads.mapped('lead_status_meaning')), {'qualified'})
        self.assertEqual(len(leads.status_change_ids), 2)

    def test_merge_keeps_the_history_of_both(self):
        first, second = self.make_leads(2)
        first._change_status(self.status('passed'))
        self.assess(second, (3, 3, 3, 3))
        second._change_status(self.status('accepted'))
        merged = (first | second).with_user(self.leader).merge_opportunity()
        self.assertEqual(len(merged.status_change_ids), 2)
        self.assertEqual(len(merged.assessment_ids), 1)
        self.assertEqual(merged.lead_grade, 'a')
        self.assertTrue(merged.passed_at)
        self.assertTrue(merged.accepted_at)

    def test_copy_starts_over(self):
        self.lead._change_status(self.status('passed'))
        copy = self.lead.copy()
        self.assertEqual(copy.lead_status_meaning, 'new')
        self.assertFalse(copy.passed_at)

    def test_handoff_needs_a_way_to_contact_the_lead(self):
        lead = self.make_leads(1, name="Mute", email_from=False)
        with self.assertRaisesRegex(UserError, "Mute"):
            lead.with_user(self.marketer).action_pass_to_sales()
        self.assertEqual(lead.lead_status_meaning, 'new')

    def test_handoff_note_says_who_and_why(self):
        self.lead.write({'contact_name': "Nadia", 'phone': "+971 4 555 0101"})
        self.assess(self.lead, (2, 2, 2, 2))
        self.lead.with_user(self.marketer).action_pass_to_sales()
        note = self.lead.message_ids.filtered(lambda message: "Nadia" in message.body)
        for text in (
            "customer0@example.com",
            "+971 4 555 0101",
            "BANT",
            "A range is known and fits",
        ):
            self.assertIn(text, note.body)
        self.assertEqual(self.lead.qualified_by_id, self.env.user)

    def test_handoff_twice_is_refused(self):
        self.lead.action_pass_to_sales()
        with self.assertRaisesRegex(UserError, "already"):
            self.lead.action_pass_to_sales()

    def test_only_the_salesperson_accepts(self):
        self.lead._change_status(self.status('passed'))
        self.lead.user_id = self.rep_a
        with self.assertRaisesRegex(UserError, "Only the salesperson"):
            self.lead.with_user(self.leader).action_accept()
        self.lead.with_user(self.rep_a).action_accept()
        self.assertEqual(self.lead.lead_status_meaning, 'accepted')

    def test_queries_do_not_grow_with_the_number_of_leads(self):
        counts = []
        for leads in (self.make_leads(5), self.make_leads(50)):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            leads._change_status(self.status('passed'))
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
