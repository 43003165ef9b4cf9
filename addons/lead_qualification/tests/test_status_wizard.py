from datetime import timedelta

from odoo import fields
from odoo.tests import Form, tagged

from .common import LeadQualificationCase


@tagged('post_install', '-at_install')
class TestStatusWizard(LeadQualificationCase):
    def open_wizard(self, leads, user):
        return Form(
            self.env['lead.status.wizard']
            .with_user(user)
            .with_context(active_model='crm.lead', active_ids=leads.ids)
        )

    def test_many_leads_get_status_reason_and_note_at_once(self):
        leads = self.make_leads(3)
        reason = self.reason('recycle', nurture_days=7)
        form = self.open_wizard(leads, self.marketer)
        form.status_id = self.status('recycle')
        form.reason_id = reason
        form.note = "Call again after the fair"
        form.save().action_apply()
        self.assertEqual(leads.lead_status_reason_id, reason)
        self.assertEqual(len(leads.filtered(lambda lead: "fair" in lead.message_ids[0].body)), 3)

    def test_reason_is_demanded_by_the_form(self):
        form = self.open_wizard(self.lead, self.rep_a)
        form.status_id = self.status('trash')
        with self.assertRaisesRegex(AssertionError, "reason_id is a required field"):
            form.save()

    def test_date_comes_from_the_reason_and_may_be_moved(self):
        today = fields.Date.context_today(self.lead)
        form = self.open_wizard(self.lead, self.rep_a)
        form.status_id = self.status('recycle')
        form.reason_id = self.reason('recycle', nurture_days=30)
        self.assertEqual(form.nurture_until, today + timedelta(days=30))
        form.nurture_until = today + timedelta(days=5)
        form.save().action_apply()
        self.assertEqual(self.lead.nurture_until, today + timedelta(days=5))

    def test_another_status_forgets_the_reason(self):
        form = self.open_wizard(self.lead, self.rep_a)
        form.status_id = self.status('recycle')
        form.reason_id = self.reason('recycle')
        form.status_id = self.status('trash')
        self.assertFalse(form.reason_id)
