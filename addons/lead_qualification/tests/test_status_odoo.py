"""Odoo's own ways with leads (won, lost, restore, merge, copy, archive, import) and the status."""

from datetime import timedelta

from odoo import fields
from odoo.addons.mail.tests.common import MailCase
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LeadQualificationCase


@tagged('post_install', '-at_install')
class TestStatusOdoo(LeadQualificationCase, MailCase):
    def recycle(self, leads, **vals):
        leads._change_status(self.status('recycle'), self.reason('recycle', **vals))
        return leads

    def test_lost_button_throws_a_lead_away_and_keeps_its_lost_reason(self):
        price = self.env['crm.lost.reason'].create({'name': "Price"})
        wizard = self.env['crm.lead.lost'].with_user(self.rep_a)
        wizard.create(
            {'lead_ids': self.lead.ids, 'lost_reason_id': price.id}
        ).action_lost_reason_apply()
        self.assertRecordValues(
            self.lead,
            [
                {
                    'active': False,
                    'won_status': 'lost',
                    'lost_reason_id': price.id,
                    'lead_status_meaning': 'trash',
                    'lead_status_reason_id': self.env.ref(
                        'lead_qualification.lead_status_reason_lost'
                    ).id,
                }
            ],
        )
        self.assertTrue(self.lead.trashed_at)
        self.assertEqual(self.lead.status_change_ids.user_id, self.rep_a)

    def test_lost_opportunity_was_qualified_and_stays_so(self):
        self.lead.type = 'opportunity'
        self.lead._change_status(self.status('qualified'))
        self.lead.action_set_lost()
        self.assertEqual(self.lead.lead_status_meaning, 'qualified')
        self.lead.action_restore()
        self.assertEqual(self.lead.lead_status_meaning, 'qualified')
        self.assertEqual(len(self.lead.status_change_ids), 1)

    def test_restored_lead_is_where_it_was(self):
        self.lead.write({'user_id': self.rep_a.id, 'lead_status_id': self.status('accepted').id})
        lead = self.lead.with_user(self.rep_a)
        lead.action_set_lost()
        lead.action_restore()
        self.assertRecordValues(
            self.lead,
            [
                {
                    'lead_status_meaning': 'accepted',
                    'user_id': self.rep_a.id,
                    'lead_status_reason_id': False,
                    'lost_reason_id': False,
                }
            ],
        )

    def test_recycled_lead_that_was_lost_is_restored_as_new(self):
        self.recycle(self.lead)
        self.lead.action_set_lost()
        self.lead.action_restore()
        self.assertEqual(self.lead.lead_status_meaning, 'new')
        self.assertFalse(self.lead.nurture_until)

    def test_won_recycled_lead_is_awake(self):
        self.recycle(self.lead)
        self.lead.action_set_won()
        self.assertRecordValues(
            self.lead,
            [
                {
                    'lead_status_meaning': 'qualified',
                    'nurture_until': False,
                    'lead_status_reason_id': False,
                    'won_status': 'won',
                }
            ],
        )

    def test_lead_created_as_won_moves_once(self):
        won = self.env['crm.stage'].search([('is_won', '=', True)], limit=1)
        lead = self.make_leads(1, stage_id=won.id, type='opportunity')
        self.assertEqual(lead.lead_status_meaning, 'qualified')
        self.assertEqual(len(lead.status_change_ids), 1)

    def test_archived_lead_keeps_its_status_and_sleeps_until_it_is_back(self):
        self.lead.probability = 50  # Odoo takes an archived lead without any for lost
        self.recycle(self.lead, nurture_days=3)
        self.lead.action_archive()
        self.assertEqual(self.lead.lead_status_meaning, 'recycle')
        self.wake(days=4)
        self.assertEqual(self.lead.lead_status_meaning, 'recycle')
        self.lead.action_unarchive()
        self.assertEqual(self.lead.lead_status_meaning, 'recycle')
        self.wake(days=4)
        self.assertEqual(self.lead.lead_status_meaning, 'new')

    def wake(self, days):
        cron = self.env.ref('lead_qualification.ir_cron_wake_recycled')
        with (
            self.enter_registry_test_mode(),
            self.mock_datetime_and_now(fields.Datetime.now() + timedelta(days=days)),
        ):
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_wake_up_is_never_stopped_and_says_so_in_the_chatter(self):
        self.status('recycle').next_status_ids = self.status('trash')
        self.recycle(self.lead, nurture_days=3)
        self.wake(days=3)
        self.assertEqual(self.lead.lead_status_meaning, 'new')
        self.assertIn("nurture date has come", self.lead.message_ids[0].body)

    def test_lead_that_leaves_its_owner_stays_in_its_company(self):
        other = self.env['res.company'].create({'name': "Other"})
        leads = self.make_leads(2)
        for lead, company, meaning in zip(
            leads, (self.env.company, other), ('recycle', 'unreachable'), strict=True
        ):
            self.rep_a.company_ids |= other
            lead.write({'user_id': self.rep_a.id, 'company_id': company.id})
            lead._change_status(self.status(meaning), self.reason(meaning))
            with self.subTest(meaning=meaning):
                self.assertEqual(lead.company_id, company)
                self.assertEqual(lead.status_change_ids.company_id, company)

    def test_unreachable_releases_the_owner_and_does_not_wake(self):
        self.lead.user_id = self.rep_a
        lead = self.lead.with_user(self.rep_a)
        lead._change_status(self.status('unreachable'), self.reason('unreachable', nurture_days=1))
        self.assertFalse(self.lead.user_id)
        self.assertFalse(self.lead.nurture_until)
        self.assertTrue(self.lead.unreachable_at)
        self.wake(days=30)
        self.assertEqual(self.lead.lead_status_meaning, 'unreachable')

    def test_merged_lead_is_where_the_furthest_of_its_sources_is(self):
        slept, worked = self.make_leads(2)
        self.recycle(slept)
        slept.probability = 90  # so that Odoo merges into this one
        worked.write({'user_id': self.rep_a.id, 'lead_status_id': self.status('accepted').id})
        merged = (slept | worked).with_user(self.leader).merge_opportunity()
        self.assertEqual(merged, slept)
        self.assertRecordValues(
            merged,
            [
                {
                    'lead_status_meaning': 'accepted',
                    'user_id': self.rep_a.id,
                    'nurture_until': False,
                    'lead_status_reason_id': False,
                }
            ],
        )
        meanings = merged.status_change_ids.sorted('id').mapped('meaning')
        self.assertEqual(meanings, ['recycle', 'accepted', 'accepted'])

    def test_merge_of_recycled_leads_sleeps_on(self):
        leads = self.recycle(self.make_leads(2))
        merged = leads.with_user(self.leader).merge_opportunity()
        self.assertEqual(merged.lead_status_meaning, 'recycle')
        self.assertTrue(merged.lead_status_reason_id)
        self.assertEqual(len(merged.status_change_ids), 2)

    def test_copy_of_a_recycled_lead_waits_for_nothing(self):
        tag = self.env['crm.tag'].create({'name': "Solar 2"})
        waits = self.env.ref('lead_qualification.lead_status_reason_waiting_product')
        self.lead._change_status(self.status('recycle'), waits, awaited_tags=tag)
        copy = self.lead.copy()
        self.assertRecordValues(
            copy,
            [
                {
                    'lead_status_meaning': 'new',
                    'nurture_until': False,
                    'lead_status_reason_id': False,
                }
            ],
        )
        self.assertFalse(copy.awaited_tag_ids)
        self.assertFalse(copy.status_change_ids)

    def test_copy_of_a_lost_lead_is_lost_the_same_way(self):
        self.lead.action_set_lost()
        copy = self.lead.copy()
        self.assertEqual(copy.won_status == 'lost', copy.lead_status_meaning == 'trash')

    def test_import_gives_each_status_what_a_move_to_it_gives(self):
        budget, spam = (
            self.env.ref(f'lead_qualification.lead_status_reason_{name}')
            for name in ('no_budget', 'spam')
        )
        date = fields.Date.today() + timedelta(days=400)
        fnames = ['name', 'user_id', 'lead_status_id', 'lead_status_reason_id', 'nurture_until']
        rows = [
            ["Asleep", "Rep A", "Recycle", budget.name, ''],
            ["Long asleep", "Rep A", "Recycle", budget.name, str(date)],
            ["Junk", "Rep A", "Trash", spam.name, ''],
            ["Worked on", "Rep A", "Accepted", '', ''],
        ]
        result = self.env['crm.lead'].with_user(self.leader).load(fnames, rows)
        self.assertFalse(result['messages'])
        asleep, long_asleep, junk, worked = self.env['crm.lead'].browse(result['ids'])
        self.assertFalse((asleep | long_asleep).user_id)
        today = fields.Date.context_today(asleep)
        self.assertEqual(asleep.nurture_until, today + timedelta(days=budget.nurture_days))
        self.assertEqual(long_asleep.nurture_until, date)
        self.assertRecordValues(
            junk, [{'active': False, 'won_status': 'lost', 'lead_status_reason_id': spam.id}]
        )
        self.assertEqual(worked.user_id, self.rep_a)
        leads = asleep | long_asleep | junk | worked
        self.assertEqual([len(lead.status_change_ids) for lead in leads], [1, 1, 1, 1])

    def test_import_checks_the_reason_of_each_lead(self):
        rows = [["One", "Trash", "Spam"], ["Two", "Trash", ""]]
        result = self.env['crm.lead'].load(
            ['name', 'lead_status_id', 'lead_status_reason_id'], rows
        )
        self.assertIn("Choose a reason for the status Trash", result['messages'][0]['message'])
        self.assertFalse(self.env['crm.lead'].search([('name', 'in', ("One", "Two"))]))

    def test_reason_alone_is_checked_too(self):
        self.recycle(self.lead)
        with self.assertRaisesRegex(UserError, "does not fit"):
            self.lead.with_user(self.marketer).lead_status_reason_id = self.reason('trash')

    def test_scoring_learns_from_a_later_win_what_it_learns_from_any(self):
        self.env['crm.lead.scoring.frequency'].search([]).unlink()
        woken, straight = self.make_leads(2, phone="+1 555 0100")
        before = self.read_frequencies()
        self.recycle(woken, nurture_days=2)
        self.wake(days=2)
        self.assertEqual(woken.lead_status_meaning, 'new')
        self.assertEqual(self.read_frequencies(), before)
        straight.action_set_won()
        by_straight = self.read_frequencies()
        self.assertNotEqual(by_straight, before)
        woken.action_set_won()
        for row, (won, lost) in self.read_frequencies().items():
            self.assertEqual((won, lost), (by_straight[row][0] * 2, by_straight[row][1]), row)

    def test_trash_and_restore_leave_scoring_as_it_was(self):
        self.make_leads(1).action_set_lost()  # the table is there
        before = self.read_frequencies()
        self.lead._change_status(self.status('trash'), self.reason('trash'))
        self.assertNotEqual(self.read_frequencies(), before)
        self.lead.action_restore()
        self.assertEqual(self.read_frequencies(), before)

    def read_frequencies(self):
        """Return ``{(variable, value, team): (won, lost)}`` with what was counted only."""
        self.env.flush_all()
        self.env['crm.lead.scoring.frequency'].invalidate_model()
        return {
            (row.variable, row.value, row.team_id.id): (
                int(row.won_count),  # a fraction says that nothing has been counted yet
                int(row.lost_count),
            )
            for row in self.env['crm.lead.scoring.frequency'].search([])
        }
