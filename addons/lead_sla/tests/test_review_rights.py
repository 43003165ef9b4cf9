from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common_review import LeadReviewCase

MODELS = ('lead.review', 'lead.review.decision', 'lead.review.item')


@tagged('post_install', '-at_install')
class TestReviewRights(LeadReviewCase):
    """Who reads and writes what of a review of Inside Sales.

                    review   writes it   lines of leads      figures
    leader (admin)  yes      yes         all                 yes
    head, leads it  yes      yes         of leads he sees    yes
    boss, all docs  yes      no          all                 yes
    rep_a, attends  yes      no          of leads he sees    no
    marketer        if he attends        all                 yes
    outsider        no       no          -                   -
    clerk, no sales no       no          -                   -
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        salesman = 'sales_team.group_sale_salesman'
        cls.head = new_test_user(cls.env, 'head', salesman, name="Head")
        cls.boss = new_test_user(cls.env, 'boss', f'{salesman}_all_leads', name="Boss")
        cls.clerk = new_test_user(cls.env, 'clerk', 'base.group_user', name="Clerk")
        cls.team.user_id = cls.head
        cls.review.attendee_ids = cls.head + cls.rep_a + cls.rep_b
        cls.leads = cls.make_leads(3)
        for lead, rep in zip(cls.leads, (cls.rep_a, cls.rep_b, cls.env['res.users']), strict=True):
            lead.user_id = rep
            name = rep.name or "Nobody"
            cls.set_columns(lead, {'name': f"Of {name}", 'forget_at': '2026-06-20'})
        cls.make_lead('2026-06-01 10:00', won='2026-06-23 10:00', revenue=600)

    def test_who_reads_and_writes_it(self):
        for user, reads, writes in (
            (self.leader, True, True),
            (self.head, True, True),
            (self.boss, True, False),
            (self.rep_a, True, False),
            (self.marketer, False, False),
            (self.outsider, False, False),
            (self.rep_c, False, False),
            (self.clerk, False, False),
        ):
            review = self.review.with_user(user)
            with self.subTest(user.name):
                self.assertEqual(review.has_access('read'), reads)
                for operation in ('write', 'unlink'):
                    self.assertEqual(review.has_access(operation), writes)
                if reads:
                    self.assertEqual(review.may_write, writes)
                for method in ('action_hold', 'action_cancel', 'action_plan_again'):
                    if not writes:
                        with self.assertRaises(AccessError):
                            getattr(review, method)()
                if not reads:
                    for method in ('action_present', 'action_view_section'):
                        with self.assertRaises(AccessError):
                            getattr(review, method)(*['won'][: method.endswith('section')])

    def test_new_is_offered_to_who_may_plan_one(self):
        """The same goes for targets: both are set up by who leads a team."""
        for user, leads in (
            (self.leader, True),
            (self.head, True),
            (self.boss, False),
            (self.rep_a, False),
            (self.marketer, False),
        ):
            for model in ('lead.review', 'lead.goal'):
                with self.subTest(user=user.name, model=model):
                    arch = self.env[model].with_user(user).get_view(view_type='list')['arch']
                    self.assertEqual('create="False"' not in arch, leads)
        values = {'team_id': self.team.id, 'date_start': '2026-07-08 09:00:00'}
        with self.assertRaisesRegex(AccessError, "Ask the leader of your team"):
            self.env['lead.review'].with_user(self.rep_a).create(values)

    def test_each_sees_the_leads_he_may_see(self):
        self.review.attendee_ids += self.marketer
        seen = {
            self.leader: ["Of Rep A", "Of Rep B", "Of Nobody"],
            self.boss: ["Of Rep A", "Of Rep B", "Of Nobody"],
            self.marketer: ["Of Rep A", "Of Rep B", "Of Nobody"],
            self.rep_a: ["Of Rep A", "Of Nobody"],
            self.rep_b: ["Of Rep B", "Of Nobody"],
            self.head: ["Of Nobody"],
        }
        for held in (False, True):
            if held:
                self.hold(user=self.head)
            for user, names in seen.items():
                with self.subTest(user.name, held=held):
                    self.assertEqual(self.names('urgent', user), names)
                    self.assertEqual(self.agenda(user)['urgent']['count'], str(len(names)))
                    with self.at(self.NOW):
                        review = self.review.with_user(user)
                        action = review.action_view_section('urgent')
                    leads = self.env['crm.lead'].with_user(user).search(action['domain'])
                    self.assertEqual(sorted(leads.mapped('name')), sorted(names))

    def test_figures_are_for_those_who_may_see_them(self):
        self.review.attendee_ids += self.marketer
        self.refresh()
        for held in (False, True):
            if held:
                self.hold(user=self.head)
            for user, sees in (
                (self.leader, True),
                (self.head, True),
                (self.boss, True),
                (self.marketer, True),
                (self.rep_a, False),
            ):
                with self.subTest(user.name, held=held):
                    agenda = self.agenda(user)
                    self.assertEqual('metrics' in agenda, sees)
                    self.assertEqual(bool(agenda.get('metrics', {}).get('rows')), sees)
        items = self.env['lead.review.item'].with_user(self.rep_a).search([])
        self.assertTrue(items)
        self.assertFalse({'metrics', 'drifts'} & set(items.mapped('section')))

    def test_nobody_writes_what_is_frozen(self):
        for user in (self.leader, self.head, self.boss, self.rep_a, self.marketer):
            for operation in ('create', 'write', 'unlink'):
                with self.subTest(f"{user.name} {operation}"):
                    items = self.env['lead.review.item'].with_user(user)
                    self.assertFalse(items.has_access(operation))

    def test_decisions_are_written_by_who_leads(self):
        decision = self.decide(by=self.head)
        for user in (self.rep_a, self.boss):
            with self.subTest(user.name):
                self.assertTrue(decision.with_user(user).has_access('read'))
                self.assertFalse(decision.with_user(user).has_access('write'))
                with self.assertRaises(AccessError):
                    self.decide(by=user)
        for user in (self.outsider, self.marketer):
            self.assertFalse(decision.with_user(user).has_access('read'))

    def test_a_leader_keeps_to_his_team(self):
        Review = self.env['lead.review'].with_user(self.head)
        values = {'team_id': self.field_team.id, 'date_start': '2026-07-07 09:00:00'}
        with self.assertRaises(AccessError):
            Review.create(values)
        with self.assertRaises(AccessError):
            self.review.with_user(self.head).team_id = self.field_team
        Review.create({**values, 'team_id': self.team.id})

    def test_reviews_of_another_company_are_hidden(self):
        other = self.env['res.company'].create({'name': "Elsewhere"})
        self.leader.company_ids = [Command.link(other.id)]
        team = self.env['crm.team'].create(
            {'name': "There", 'company_id': other.id, 'user_id': self.leader.id}
        )
        review = self.make_review(team=team)
        self.decide(review=review, user=self.leader)
        self.hold(review)
        Review = self.env['lead.review'].with_user(self.leader)
        for model in MODELS:
            for companies, found in ((self.company, False), (other, True)):
                records = Review.env[model].with_context(allowed_company_ids=companies.ids)
                path = 'id' if model == 'lead.review' else 'review_id'
                if model == 'lead.review.item':
                    self.env[model].create({'review_id': review.id, 'section': 'campaigns'})
                with self.subTest(model=model, company=companies.name):
                    self.assertEqual(bool(records.search([(path, '=', review.id)])), found)

    def test_a_hidden_lead_is_on_no_agenda(self):
        """Neither live nor frozen, listed, counted, decided on or printed."""
        secret = self.leads[0]
        decision = self.decide("Ring qzsecretqz", lead_id=secret.id, by=self.leader)
        self.set_columns(secret, {'name': "qzsecretqz"})
        self.hold(user=self.leader)
        pool = self.make_blind_pool(self.rep_a + self.leader)
        self.set_columns(secret, {'pool_id': pool.id, 'user_id': None})
        live = self.make_review('2026-07-02 09:00:00')
        live.attendee_ids += self.boss + self.marketer
        self.review.sudo().attendee_ids.invalidate_recordset()
        for user in (self.rep_a, self.rep_b, self.head, self.boss, self.leader):
            for review in (self.review, live):
                with self.subTest(user.name, state=review.state):
                    agenda = self.agenda(user, review)
                    self.assertNotIn("qzsecretqz", str(agenda))
                    with self.at(self.NOW):
                        self.assertNotIn("qzsecretqz", str(review.with_user(user).agenda))
                        self.assertNotIn("qzsecretqz", self.printed(review, user))
            items = self.env['lead.review.item'].with_user(user)
            self.assertFalse(items.search([('lead_id', '=', secret.id)]))
            self.assertNotIn("qzsecretqz", str(items.search([]).mapped('values')))
            self.assertNotIn(decision, self.review.with_user(user).decision_ids)
            with self.assertRaises(AccessError):
                decision.with_user(user).read(['name'])
        self.assertTrue(decision.exists())

    def printed(self, review, user):
        report = self.env['ir.actions.report'].with_user(user)
        html, _type = report._render_qweb_html('lead_sla.report_lead_review', review.ids)
        return html.decode()

    def test_a_stranger_prints_nothing(self):
        with self.assertRaises(AccessError):
            self.printed(self.review, self.outsider)
