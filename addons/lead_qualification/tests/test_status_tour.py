"""Recycling a lead, finding it, and the offer that somebody waited for, in the real browser."""

from datetime import timedelta

from odoo import fields
from odoo.addons.mail.tests.common import MailCase
from odoo.tests import HttpCase, tagged

from .common import LeadQualificationCase

LEADS = '/odoo/action-crm.crm_lead_all_leads'


@tagged('post_install', '-at_install')
class TestStatusTour(LeadQualificationCase, MailCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref('base.group_user').implied_ids |= cls.env.ref('crm.group_use_lead')

    def tour(self, name, user, url=LEADS):
        self.start_tour(url, f'lead_status_{name}', login=user.login)
        self.env.invalidate_all()

    def test_lead_goes_back_to_marketing_and_comes_again(self):
        self.lead.write({'user_id': self.rep_a.id, 'lead_status_id': self.status('accepted').id})
        self.tour('recycle', self.rep_a, f'{LEADS}/{self.lead.id}')
        self.assertRecordValues(
            self.lead, [{'lead_status_meaning': 'recycle', 'user_id': False, 'type': 'lead'}]
        )
        due = self.lead.nurture_until
        self.assertEqual(due, fields.Date.context_today(self.lead) + timedelta(days=90))

        self.tour('find_recycled', self.marketer)
        with (
            self.enter_registry_test_mode(),
            self.mock_datetime_and_now(fields.Datetime.now() + timedelta(days=90)),
        ):
            self.env.ref('lead_qualification.ir_cron_wake_recycled').method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(self.lead.lead_status_meaning, 'new')
        self.tour('find_woken', self.marketer)

    def test_who_waited_is_the_first_to_hear(self):
        self.tour('wait', self.marketer, f'{LEADS}/{self.lead.id}')
        tag = self.env['crm.tag'].search([('name', '=', "Solar 2")])
        self.assertEqual(self.lead.awaited_tag_ids, tag)
        others = self.make_leads(2)
        waits = self.env.ref('lead_qualification.lead_status_reason_waiting_product')
        others._change_status(self.status('recycle'), waits, awaited_tags=tag)
        self.tour('available', self.marketer, '/odoo/leads-waiting')
        self.assertEqual(set((self.lead | others).mapped('lead_status_meaning')), {'new'})
