from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import LeadQualificationCase

CREDIT = ('generated_by_id', 'qualified_by_id', 'closed_by_id')


@tagged('post_install', '-at_install')
class TestCredit(LeadQualificationCase):
    """Nobody credits themselves with a lead: the system notes whose work it was."""

    def test_people_do_not_write_who_did_what_on_their_own_leads(self):
        lead = self.make_leads(1, user_id=self.rep_a.id, generated_by_id=self.marketer.id)
        for user in (self.rep_a, self.marketer):
            for name in CREDIT:
                for value in (user.id, False):
                    with self.subTest(user=user.name, field=name), self.assertRaises(AccessError):
                        lead.with_user(user).write({name: value})
                new = lead.browse().with_user(user)
                with self.subTest("new", field=name), self.assertRaises(AccessError):
                    new.create({'name': "Mine", name: self.rep_b.id})
                with self.subTest("default", field=name), self.assertRaises(AccessError):
                    new.with_context(**{f'default_{name}': self.rep_b.id}).create({'name': "Mine"})

    def test_sales_administrators_put_it_right(self):
        self.lead.with_user(self.leader).write(dict.fromkeys(CREDIT, self.rep_b.id))
        self.assertEqual(self.lead.closed_by_id, self.rep_b)

    def test_system_notes_it_whoever_acts(self):
        lead = self.env['crm.lead'].with_user(self.rep_a).create({'name': "Typed in"})
        self.assertEqual(lead.generated_by_id, self.rep_a)
        mine = {'name': "Sent by the form", 'generated_by_id': self.rep_a.id}
        self.assertEqual(lead.create(mine).generated_by_id, self.rep_a)
        lead.action_set_won()
        self.assertEqual(lead.closed_by_id, self.rep_a)

    def test_merging_keeps_it(self):
        first, second = self.make_leads(2, user_id=self.rep_a.id, generated_by_id=False)
        second.qualified_by_id = self.marketer
        merged = (first + second).with_user(self.rep_a).merge_opportunity()
        self.assertEqual(merged.qualified_by_id, self.marketer)

    def test_form_saves_for_all(self):
        for user in (self.rep_a, self.leader):
            form = Form(self.env['crm.lead'].with_user(user))
            form.name = "Typed in"
            self.assertEqual(form.save().generated_by_id, user)
