"""Who may do what with each model of the addon, by RPC as the web client calls it."""

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_rpc import RpcCase

ROLES = ('employee_x', 'rep_a', 'marketer_x', 'leader_x')
# what each role may: Create, Read, Write, Delete
RIGHTS = {
    # model                     employee rep    marketer leader
    'crm.lead': ('', 'crw', 'crw', 'crwd'),
    'crm.tag': ('', 'crw', 'crw', 'crwd'),
    'lead.status': ('r', 'r', 'r', 'crwd'),
    'lead.status.reason': ('r', 'r', 'r', 'crwd'),
    'lead.status.change': ('', 'r', 'r', 'r'),
    'lead.status.wizard': ('', 'crw', 'crw', 'crw'),
    'lead.available.wizard': ('', '', 'crw', 'crw'),
    'lead.scorecard': ('r', 'r', 'r', 'crwd'),
    'lead.scorecard.criterion': ('r', 'r', 'r', 'crwd'),
    'lead.scorecard.answer': ('r', 'r', 'r', 'crwd'),
    'lead.assessment': ('', 'crwd', 'crwd', 'crwd'),
    'lead.assessment.line': ('', 'crwd', 'crwd', 'crwd'),
    'lead.signal': ('', 'r', 'r', 'r'),
    'lead.signal.type': ('r', 'r', 'r', 'crwd'),
    'lead.score.policy': ('', 'r', 'r', 'crwd'),
    'lead.handoff.wizard': ('', 'crw', 'crw', 'crw'),
    'lead.reject.wizard': ('', 'crw', '', 'crw'),
    'lead.source.cost': ('', '', 'crwd', 'crwd'),
    'lead.funnel.report': ('', 'r', 'r', 'r'),
    'lead.calibration.report': ('', 'r', 'r', 'r'),
}
OPERATIONS = {'c': 'create', 'r': 'read', 'w': 'write', 'd': 'unlink'}


@tagged('post_install', '-at_install')
class TestRightsTable(RpcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = new_test_user(cls.env, 'employee_x', name="Employee")
        cls.number = 0
        cls.assess(cls.lead, (2, 2, 2, 2))  # for the report on assessments

    def new(self, model):
        """Return values for a record of ``model``, each time others."""
        type(self).number += 1
        number = self.number
        named = {'name': f"Ours {number}"}
        return {
            'crm.lead': {**named, 'user_id': False},
            'lead.status': {**named, 'meaning': 'new'},
            'lead.status.reason': {**named, 'meaning': 'trash'},
            'lead.status.wizard': {'status_id': self.status('passed').id},
            'lead.available.wizard': {'tag_ids': []},
            'lead.handoff.wizard': {'message': "Call soon"},
            'lead.signal.type': {**named, 'code': f'ours_{number}', 'points': 1},
        }.get(model) or getattr(self, 'new_' + model.replace('.', '_'), lambda: named)()

    def new_lead_status_change(self):
        return {
            'lead_id': self.lead.id,
            'to_status_id': self.status('new').id,
            'direction': 'neutral',
            'user_id': self.env.uid,
            'date': '2025-01-01',
        }

    def new_lead_reject_wizard(self):
        return {'reason_id': self.env.ref('lead_qualification.lead_status_reason_reject_need').id}

    def new_lead_source_cost(self):
        source = self.env['utm.source'].create({'name': f"Source {self.number}"})
        return {'source_id': source.id, 'amount': 10}

    def new_lead_scorecard(self):
        return {'name': "Later", 'active': False}

    def new_lead_scorecard_criterion(self):
        card = self.env['lead.scorecard'].create({'name': "Later", 'active': False})
        return {'name': "Fit", 'scorecard_id': card.id}

    def new_lead_scorecard_answer(self):
        return {'name': "Perhaps", 'criterion_id': self.card.criterion_ids[:1].id}

    def new_lead_assessment(self):
        return {'lead_id': self.lead.id, 'scorecard_id': self.card.id}

    def new_lead_assessment_line(self):
        draft = self.env['lead.assessment'].create(self.new_lead_assessment())
        draft.line_ids[:1].unlink()
        return {'assessment_id': draft.id, 'criterion_id': self.card.criterion_ids[:1].id}

    def new_lead_signal(self):
        signal = self.webinar._prepare_signal(self.lead, external_ref=f'ref {self.number}')
        return {**signal, 'date': '2025-01-01 00:00:00'}

    def new_lead_score_policy(self):
        return {'name': "Ours", 'company_id': self.new_company().id}

    def new_company(self):
        company = self.env['res.company'].create({'name': f"Company {self.number}"})
        for user in (self.employee, self.rep_a, self.marketer, self.leader):
            user.company_ids |= company
        return company

    def record(self, model, user):
        """Return a record of ``model`` that nothing refers to, made by the user if transient."""
        Model = self.env[model]
        if not Model._auto:
            return Model.search([], limit=1)
        if Model.is_transient():
            Model = Model.with_user(user).sudo()
        return Model.create(self.new(model))

    def try_out(self, model, method, user):
        record = self.record(model, user)
        written = {
            'lead.status.change': {'hours': 1},
            'lead.status.wizard': {'note': "Changed"},
            'lead.available.wizard': {'tag_ids': [Command.clear()]},
            'lead.handoff.wizard': {'message': "Changed"},
            'lead.reject.wizard': {'note': "Changed"},
            'lead.source.cost': {'amount': 20},
            'lead.calibration.report': {'lead_id': self.lead.id},
            'lead.assessment': {'next_step_summary': "Changed"},
            'lead.assessment.line': {'evidence': "Changed"},
            'lead.signal': {'note': "Changed"},
            'lead.funnel.report': {'lead_id': self.lead.id},
        }.get(model, {'name': f"Changed {self.number}"})
        args = {
            'create': ([self.new(model)],),
            'read': (record.ids, ['id']),
            'write': (record.ids, written),
            'unlink': (record.ids,),
        }[method]
        return self.call(model, method, *args)

    def test_each_role_may_what_the_table_says(self):
        for column, login in enumerate(ROLES):
            self.authenticate(login, login)
            user = self.env['res.users'].search([('login', '=', login)])
            for model, rights in RIGHTS.items():
                for letter, method in OPERATIONS.items():
                    with self.subTest(role=login, model=model, method=method):
                        _result, error = self.try_out(model, method, user)
                        kind = error.get('name', '').rsplit('.', 1)[-1]
                        may = letter in rights[column]
                        self.assertEqual(kind, '' if may else 'AccessError', error.get('message'))

    def test_no_model_is_left_out(self):
        ours = {
            name
            for name, model in self.env.registry.items()
            if model._original_module == 'lead_qualification' and not model._abstract
        }
        self.assertEqual(ours - RIGHTS.keys(), set(), "say who may do what with these")


@tagged('post_install', '-at_install')
class TestRightsOfOtherCompanies(RpcCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env['res.company'].create({'name': "Other"})
        cls.foreign = cls.make_leads(1, company_id=cls.other.id, team_id=False)
        cls.assess(cls.foreign, (3, 3, 3, 3))
        cls.signal(cls.foreign)
        cls.foreign._change_status(cls.status('recycle'), cls.reason('recycle'))
        cls.foreign.flush_recordset()
        cls.policy = cls.env['lead.score.policy'].create(
            {'name': "Theirs", 'company_id': cls.other.id}
        )
        cls.their_card = cls.card.copy({'company_id': cls.other.id})

    def theirs(self):
        assessment = self.foreign.assessment_ids
        report = self.env['lead.funnel.report'].search([('lead_id', '=', self.foreign.id)], limit=1)
        return [
            self.foreign,
            assessment,
            assessment.line_ids,
            self.foreign.status_change_ids,
            self.foreign.signal_ids,
            report,
            self.policy,
            self.their_card,
        ]

    def test_nobody_reads_what_another_company_has(self):
        records = self.theirs()
        for login in ('rep_a', 'marketer_x', 'leader_x'):
            self.authenticate(login, login)
            for record in records:
                with self.subTest(role=login, model=record._name):
                    self.assertTrue(record)
                    self.assert_refused(record._name, 'read', record.ids, ['id', 'display_name'])
                    domain = [('id', 'in', record.ids)]
                    self.assertEqual(self.call(record._name, 'search_count', domain)[0], 0)

    def test_nobody_works_on_what_another_company_has(self):
        lead, status = self.foreign.ids, self.status('new').id
        call = self.foreign.assessment_ids.ids
        attempts = [
            ('crm.lead', 'write', lead, {'lead_status_id': status}),
            ('crm.lead', 'action_assess', lead),
            ('crm.lead', 'action_pass_to_sales', lead),
            ('crm.lead', 'action_accept', lead),
            ('crm.lead', 'action_qualify', lead),
            ('crm.lead', 'action_evaluate_scorecards', lead),
            ('lead.assessment', 'create', {'lead_id': lead[0], 'scorecard_id': self.card.id}),
            ('lead.assessment', 'action_open', call),
            ('lead.assessment', 'action_finish', call),
            ('lead.assessment', 'action_confirm', call),
            ('lead.assessment', 'action_discard', call),
        ]
        for login in ('rep_a', 'marketer_x', 'leader_x'):
            self.authenticate(login, login)
            for model, method, *args in attempts:
                with self.subTest(role=login, method=method):
                    self.assert_refused(model, method, *args)
            self.assert_refused(
                'lead.signal', 'record_signals', [self.entry(lead=lead[0])], kind='UserError'
            )
        self.assertEqual(self.foreign.lead_status_meaning, 'recycle')


@tagged('post_install', '-at_install')
class TestRightsOnLeads(RpcCase):
    """Marketers qualify and hand over but cannot claim; reps work on what they may see."""

    def test_marketer_takes_no_lead(self):
        self.authenticate('marketer_x', 'marketer_x')
        mine = {'user_id': self.marketer.id}
        sentence = self.assert_refused('crm.lead', 'write', self.lead.ids, mine)
        self.assertIn("Marketer does not work in sales. Choose a salesperson", sentence)
        self.assert_refused('crm.lead', 'create', [{'name': "Mine", **mine}])
        context = {'default_user_id': self.marketer.id}
        self.assert_refused('crm.lead', 'create', [{'name': "Mine"}], context=context)
        self.assert_refused('crm.lead', 'action_accept', self.lead.ids, kind='UserError')
        self.assertFalse(self.lead.user_id)

    def test_marketer_does_not_speak_for_sales(self):
        self.authenticate('marketer_x', 'marketer_x')
        for meaning in ('accepted', 'qualified'):
            vals = {'lead_status_id': self.status(meaning).id}
            sentence = self.assert_refused('crm.lead', 'write', self.lead.ids, vals)
            self.assertIn("Only sales can say", sentence)
            self.assert_refused('crm.lead', 'create', [{'name': "Ready", **vals}])
        self.assert_refused('crm.lead', 'action_qualify', self.lead.ids)
        allowed = self.lead.with_user(self.marketer).allowed_status_ids
        self.assertFalse({'accepted', 'qualified'} & set(allowed.mapped('meaning')))

    def test_marketer_hands_over_to_sales_or_to_one_of_them(self):
        self.authenticate('marketer_x', 'marketer_x')
        _result, error = self.call('crm.lead', 'action_pass_to_sales', self.lead.ids)
        self.assertFalse(error)
        other = self.make_leads(1)
        _result, error = self.call('crm.lead', 'write', other.ids, {'user_id': self.rep_b.id})
        self.assertFalse(error)
        self.assertEqual(other.user_id, self.rep_b)

    def test_rep_does_nothing_with_a_colleagues_lead(self):
        self.lead.write({'user_id': self.rep_b.id, 'lead_status_id': self.status('accepted').id})
        self.authenticate('rep_a', 'rep_a')
        for method in (
            'action_assess',
            'action_pass_to_sales',
            'action_accept',
            'action_qualify',
            'action_evaluate_scorecards',
        ):
            with self.subTest(method=method):
                self.assert_refused('crm.lead', method, self.lead.ids)
        vals = {'lead_ids': self.lead.ids, 'status_id': self.status('passed').id}
        wizard, _error = self.call('lead.status.wizard', 'create', [vals])
        if wizard:
            self.assert_refused('lead.status.wizard', 'action_apply', wizard)
        self.assertEqual(self.lead.lead_status_meaning, 'accepted')

    def test_card_that_data_answers_is_not_filled_in_by_hand(self):
        profile = self.env['lead.scorecard'].create(
            {
                'name': "Profile",
                'source': 'evaluated',
                'criterion_ids': [
                    Command.create({'name': "Large", 'domain': "[('employee_count', '>', 9)]"})
                ],
            }
        )
        line = {'criterion_id': profile.criterion_ids.id}
        vals = {'lead_id': self.lead.id, 'scorecard_id': profile.id}
        self.lead.employee_count = 100
        self.authenticate('rep_a', 'rep_a')
        for lines in ([], [Command.create(line)]):
            sentence = self.assert_refused(
                'lead.assessment', 'create', [{**vals, 'line_ids': lines}], kind='UserError'
            )
            self.assertIn("Profile is evaluated from the lead's data", sentence)
        forged = Command.create({**line, 'finding': 'met'})
        self.assert_refused('lead.assessment', 'create', [{**vals, 'line_ids': [forged]}])
        draft, _error = self.call(
            'lead.assessment', 'create', [{**vals, 'scorecard_id': self.card.id}]
        )
        self.assert_refused(
            'lead.assessment', 'write', draft, {'scorecard_id': profile.id}, kind='UserError'
        )
        _result, error = self.call('crm.lead', 'action_evaluate_scorecards', self.lead.ids)
        self.assertFalse(error)
        done = self.lead.assessment_ids.filtered(lambda a: a.scorecard_id == profile)
        self.assertEqual(done.line_ids.finding, 'met')
        self.assertEqual(done.create_uid, self.rep_a)

    def test_points_of_an_answer_are_not_the_reps_to_write(self):
        self.authenticate('rep_a', 'rep_a')
        vals = {'lead_id': self.lead.id, 'scorecard_id': self.card.id}
        [draft], _error = self.call('lead.assessment', 'create', [vals])
        line = self.env['lead.assessment'].browse(draft).line_ids[:1]
        for fname, value in {
            'points': 3,
            'max_points': 99,
            'weight': 0,
            'is_met': True,
            'is_required': False,
            'is_missing': False,
            'is_knock_out': False,
            'finding': 'met',
        }.items():
            with self.subTest(field=fname):
                self.assert_refused('lead.assessment.line', 'write', line.ids, {fname: value})
        fresh = {'assessment_id': draft, 'criterion_id': line.criterion_id.id}
        line.unlink()
        context = {'default_points': 3}
        self.assert_refused('lead.assessment.line', 'create', [fresh], context=context)
        [again], _error = self.call('lead.assessment.line', 'create', [fresh])
        line = line.browse(again)
        _result, error = self.call(
            'lead.assessment.line', 'write', line.ids, {'evidence': "Said so", 'basis': 'confirmed'}
        )
        self.assertFalse(error)

    def test_known_reference_is_known_also_when_the_lead_is_gone_from_sight(self):
        self.authenticate('rep_a', 'rep_a')
        [first], _error = self.call('lead.signal', 'record_signals', [self.entry()])
        self.assertEqual(first['status'], 'created')
        self.lead.write({'user_id': self.rep_b.id, 'lead_status_id': self.status('accepted').id})
        self.env.flush_all()
        [again], _error = self.call('lead.signal', 'record_signals', [self.entry()])
        self.assertEqual(again, {'id': first['id'], 'status': 'known'})
        fresh = self.entry(external_ref='ref-2')
        for signals in ([fresh], [self.entry(), fresh]):
            sentence = self.assert_refused(
                'lead.signal', 'record_signals', signals, kind='UserError'
            )
            self.assertIn("there is no lead", sentence)
        self.authenticate('marketer_x', 'marketer_x')
        self.assert_refused('lead.signal', 'record_signals', [self.entry()], kind='UserError')
        self.assertEqual(len(self.lead.signal_ids), 1)
