from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LeadSlaCase
from .leak_forms import filled

# the rights of these are figures of a team or a person, not those of one lead
FIGURES = {'crm.activity.report', 'lead.pool.log'}
OPERATIONS = ('read', 'create', 'write', 'unlink')


@tagged('post_install', '-at_install')
class TestBoundRights(LeadSlaCase):
    """What hangs on a lead has the rights of the lead, for each role, model and operation.

                  of a lead they see             of a lead they do not see
    rep_a         what the role may              nothing
    marketer      what the role may              nothing
    leader        what the role may              nothing
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env['res.company'].create({'name': "Elsewhere"})
        cls.worked = cls.make_full_lead(user_id=cls.rep_b.id)
        cls.elsewhere = cls.make_full_lead()
        cls.elsewhere.write({'team_id': False, 'company_id': cls.other.id, 'user_id': False})

    @classmethod
    def make_full_lead(cls, **values):
        """Return a lead that everything hangs on, and that marketers do not see any more."""
        lead = cls.make_leads(1)
        cls.assess(lead, (3, 3, 3, 3))
        draft = {'lead_id': lead.id, 'scorecard_id': cls.card.id}
        cls.env['lead.assessment'].create(draft)
        signal = cls.env['lead.signal.type'].search([], limit=1)._prepare_signal(lead)
        cls.env['lead.signal']._record([signal])
        lead.user_id = cls.rep_b
        lead.with_user(cls.rep_b)._follow_up('call', note="Secret")
        cls.env['lead.satisfaction'].create({'lead_id': lead.id, 'user_id': cls.rep_b.id})
        lead.write(values)
        lead._change_status(cls.status('accepted'))
        return lead

    def bound(self):
        """Return the models of ours that hang on a lead, with the field that leads to it."""
        models = {'lead.assessment.line': 'assessment_id.lead_id'}
        for name, model in self.env.registry.items():
            field = model._fields.get('lead_id')
            ours = name.startswith('lead.') and not model._abstract and not model._transient
            if ours and model._auto and field and field.comodel_name == 'crm.lead':
                models[name] = 'lead_id'
        return {name: models[name] for name in sorted(models.keys() - FIGURES)}

    def test_the_leads_carry_what_is_tested(self):
        found = {
            name
            for name, path in self.bound().items()
            if self.env[name].search_count([(path, '=', self.worked.id)])
        }
        wanted = {
            'lead.assessment',
            'lead.assessment.line',
            'lead.assignment',
            'lead.satisfaction',
            'lead.signal',
            'lead.sla',
            'lead.status.change',
            'lead.touch',
        }
        self.assertFalse(wanted - found)

    def test_nothing_that_hangs_on_a_lead_tells_or_changes_without_the_lead(self):
        kept = [(user, self.worked) for user in (self.rep_a, self.marketer)]
        kept += [(user, self.elsewhere) for user in (self.rep_a, self.marketer, self.leader)]
        for user, lead in kept:
            self.assertFalse(lead.with_user(user).has_access('read'))
            for name, path in self.bound().items():
                records = self.env[name].search([(path, '=', lead.id)])
                self.assert_nothing(records.with_user(user), lead)

    def assert_nothing(self, records, lead):
        user = records.env.user
        with self.subTest(user=user.name, model=records._name, lead=lead):
            if records.has_access('read') and records.browse().has_access('read'):
                self.assertFalse(records, "may be used")
            if records.browse().has_access('read'):
                self.assertFalse(records.search([('id', 'in', records.ids)]))
            for operation in OPERATIONS:
                self.assertFalse(records._filtered_access(operation), operation)

    def test_nothing_is_made_on_a_lead_one_does_not_see(self):
        for name, path in self.bound().items():
            for user in (self.rep_a, self.marketer):
                model = self.env[name].with_user(user)
                if path != 'lead_id' or not model.has_access('create'):
                    continue
                values = {**filled(model), 'lead_id': self.worked.id}
                if all(values.values()):
                    with self.subTest(user=user.name, model=name), self.assertRaises(UserError):
                        model.create(values)

    def test_role_may_what_it_may_on_a_lead_it_sees(self):
        lead = self.make_leads(1)
        self.env['lead.assessment'].create({'lead_id': lead.id, 'scorecard_id': self.card.id})
        for user in (self.rep_a, self.marketer, self.leader):
            drafts = lead.assessment_ids.with_user(user)
            for operation in OPERATIONS:
                for records in (drafts, drafts.line_ids):
                    with self.subTest(user=user.name, model=records._name, operation=operation):
                        self.assertTrue(records.has_access(operation))
            drafts.line_ids[:1].evidence = "Said so"

    def test_marketer_neither_reads_nor_confirms_an_assessment_of_a_lead_in_sales(self):
        draft = self.worked.assessment_ids.filtered(lambda one: one.state == 'draft')
        draft.line_ids[:1].write(
            {'evidence': "Secret", 'answer_id': draft.line_ids[0].criterion_id.answer_ids[:1].id}
        )
        draft = draft.with_user(self.marketer)
        for operation in (
            lambda: draft.line_ids.read(['evidence']),
            lambda: draft.line_ids[:1].write({'evidence': "Nothing"}),
            draft.action_confirm,
            draft.unlink,
        ):
            with self.assertRaises(AccessError):
                operation()
