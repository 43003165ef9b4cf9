from odoo.addons.lead_qualification.tests.common import MANAGER, MARKETER
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import LeadSlaCase
from .leak_forms import filled
from .leak_walk import public_methods

OURS = {'lead_qualification', 'lead_distribution', 'lead_sla'}


@tagged('post_install', '-at_install')
class TestDialogRights(LeadSlaCase):
    """What somebody prepares in a dialog is theirs: nobody else reads or rewrites it.

    mine      leader and marketer, has opened each dialog      other   the same rights
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = f'{MANAGER},{MARKETER}'
        cls.mine = new_test_user(cls.env, 'mine_x', groups, name="Mine")
        cls.other = new_test_user(cls.env, 'other_x', groups, name="Other")

    def dialogs(self):
        """Return all dialogs of ours, and those of Odoo's CRM that hold leads."""
        return [
            self.env[name]
            for name, model in sorted(self.env.registry.items())
            if model._transient and not model._abstract
            if model._original_module in OURS
            or (model._original_module == 'crm' and self.holds_leads(model))
        ]

    def holds_leads(self, model):
        return any(
            field.comodel_name == 'crm.lead' for field in model._fields.values() if field.relational
        )

    def open_dialog(self, model):
        """Return what ``mine`` has prepared in the dialog."""
        # sudo: some are made by the system for the user
        model = model.with_user(self.mine).sudo()
        values = filled(model)
        for name, field in model._fields.items():
            if field.relational and field.comodel_name == 'crm.lead' and not field.compute:
                many = field.type != 'many2one'
                values[name] = [Command.set(self.lead.ids)] if many else self.lead.id
        return model.create(values).sudo(False)

    def test_all_dialogs_are_tested(self):
        names = {model._name for model in self.dialogs()}
        self.assertLessEqual(
            {'crm.lead2opportunity.partner', 'lead.assign.wizard', 'lead.touch.wizard'}, names
        )

    def test_dialog_is_its_users_alone(self):
        for model in self.dialogs():
            dialog = self.open_dialog(model)
            theirs = dialog.with_user(self.other)
            with self.subTest(model=model._name):
                for operation in ('read', 'write', 'unlink'):
                    if dialog.browse().has_access(operation):
                        self.assertTrue(dialog.has_access(operation), operation)
                    self.assertFalse(theirs.has_access(operation), operation)
                self.assertFalse(theirs.search([('id', '=', dialog.id)]))

    def test_nobody_presses_the_button_of_anothers_dialog(self):
        for model in self.dialogs():
            theirs = self.open_dialog(model).with_user(self.other)
            for button in public_methods(model):
                if not button.startswith('action_'):
                    continue
                with self.subTest(button=f'{model._name}.{button}'):
                    self.env.invalidate_all()
                    with self.assertRaises(AccessError):
                        getattr(theirs, button)()

    def test_note_of_a_call_is_its_authors(self):
        wizard = self.env['lead.touch.wizard'].with_user(self.mine)
        call = wizard.create({'lead_id': self.lead.id, 'outcome': 'reached', 'note': "Nice"})
        with self.assertRaises(AccessError):
            call.with_user(self.other).note = "Forged"

    def test_assign_goes_to_whom_its_leader_chose(self):
        wizard = self.env['lead.assign.wizard'].with_user(self.mine)
        dialog = wizard.create({'lead_ids': self.lead.ids, 'user_id': self.rep_a.id})
        with self.assertRaises(AccessError):
            dialog.with_user(self.other).user_id = self.other
        dialog.action_assign()
        self.assertEqual(self.lead.user_id, self.rep_a)
