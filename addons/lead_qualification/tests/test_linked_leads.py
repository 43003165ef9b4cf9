from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import LeadQualificationCase


@tagged('post_install', '-at_install')
class TestLinkedLeads(LeadQualificationCase):
    """Nobody makes a record lead to a lead that they may not read: rep_b owns the lead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead.write({'user_id': cls.rep_b.id, 'partner_name': "Secret"})
        cls.Dialog = cls.env['crm.lead2opportunity.partner'].with_user(cls.rep_a)

    def make_meeting(self, user, **values):
        start = self.env.cr.now().replace(microsecond=0)
        meeting = {'name': "Visit", 'start': start, 'stop': start, **values}
        return self.env['calendar.event'].with_user(user).create(meeting)

    def test_form_is_refused(self):
        spec = {'lead_partner_name': {}}
        with self.assertRaises(AccessError):
            self.Dialog.onchange({'lead_id': self.lead.id}, ['lead_id'], spec)
        with self.assertRaises(AccessError):
            self.Dialog.with_context(default_lead_id=self.lead.id).onchange({}, [], spec)
        theirs = self.Dialog.with_user(self.rep_b)
        told = theirs.onchange({'lead_id': self.lead.id}, ['lead_id'], spec)
        self.assertEqual(told['value']['lead_partner_name'], "Secret")

    def test_line_of_a_form_is_refused(self):
        contact = self.env['res.partner'].with_user(self.leader).create({'name': "Contact"})
        elsewhere = self.env['res.company'].create({'name': "Elsewhere"})
        hidden = self.make_leads(1, team_id=False, company_id=elsewhere.id)
        lines = [Command.create({'origin_lead_id': hidden.id})]
        spec = {'opportunity_ids': {'fields': {'origin_lead_id': {'fields': {'display_name': {}}}}}}
        if 'origin_lead_id' not in self.lead._fields:
            lines, spec = [Command.link(hidden.id)], {'opportunity_ids': {'fields': {'name': {}}}}
        with self.assertRaises(AccessError):
            contact.onchange({'opportunity_ids': lines}, ['opportunity_ids'], spec)

    def test_record_is_refused(self):
        mine = self.make_leads(1, user_id=self.rep_a.id)
        dialog = self.Dialog.create({'lead_id': mine.id})
        for operation in (
            lambda: self.Dialog.create({'lead_id': self.lead.id}),
            lambda: self.Dialog.with_context(default_lead_id=self.lead.id).create({}),
            lambda: dialog.write({'lead_id': self.lead.id}),
            lambda: self.make_meeting(self.rep_a, opportunity_id=self.lead.id),
        ):
            with self.assertRaises(AccessError):
                operation()

    def test_dialog_of_a_lead_that_resembles_a_colleagues_is_opened(self):
        """The duplicates it proposes are those that its user may read."""
        mine = self.make_leads(1, user_id=self.rep_a.id)
        self.assertEqual(mine.email_normalized, self.lead.email_normalized)
        dialog = self.Dialog.create({'lead_id': mine.id})
        self.assertEqual(dialog.sudo().duplicated_lead_ids, mine)

    def test_copy_leads_where_its_original_does(self):
        """Who reads a record that leads to a colleague's lead may copy it, an order for example."""
        if 'origin_lead_id' not in self.lead._fields:
            self.skipTest("needs a field of lead_sla")
        mine = self.make_leads(1, user_id=self.rep_a.id, origin_lead_id=self.lead.id)
        values = {'name': "Again", 'user_id': self.rep_a.id, 'origin_lead_id': self.lead.id}
        leads = self.env['crm.lead'].with_user(self.rep_a)
        with self.assertRaises(AccessError):
            leads.create(values)  # nothing older leads there
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = create_date - interval '1 day' WHERE id = %s",
            [mine.id],
        )
        self.env.invalidate_all()
        self.assertTrue(leads.create(values))

    def test_models_that_lead_to_no_lead_are_left_alone(self):
        for name in ('res.country', 'res.currency', 'res.bank', 'ir.sequence', 'uom.uom'):
            if name in self.env:
                with self.subTest(model=name):
                    self.assertFalse(self.env[name]._lead_links())
