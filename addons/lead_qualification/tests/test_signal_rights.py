from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_signals import LeadSignalCase


@tagged('post_install', '-at_install')
class TestSignalRights(LeadSignalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.signals = cls.signal(cls.lead)

    def seen_by(self, user):
        return self.Signal.with_user(user).search([('id', 'in', self.signals.ids)])

    def test_signals_of_an_unowned_lead_are_read_by_sales_and_marketing(self):
        for user in (self.rep_a, self.rep_b, self.leader, self.marketer):
            with self.subTest(user=user.login):
                self.assertEqual(self.seen_by(user), self.signals)

    def test_signals_of_a_colleagues_lead_are_hidden(self):
        self.lead.write({'user_id': self.rep_a.id, 'lead_status_id': self.status('accepted').id})
        self.assertTrue(self.seen_by(self.rep_a))
        self.assertTrue(self.seen_by(self.leader))
        self.assertFalse(self.seen_by(self.rep_b))
        self.assertFalse(self.seen_by(self.marketer))

    def test_nobody_writes_signals_by_hand(self):
        vals = self.webinar._prepare_signal(self.lead)
        for user in (self.rep_a, self.leader, self.marketer):
            signals = self.signals.with_user(user)
            for operation in (
                lambda signals=signals: signals.create(vals),
                lambda signals=signals: signals.write({'points': 99}),
                lambda signals=signals: signals.unlink(),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    operation()

    def test_only_leaders_configure_types_and_the_score(self):
        policy = self.env.ref('lead_qualification.lead_score_policy_default')
        for record in (self.webinar, policy):
            record.with_user(self.leader).name = "By the leader"
            for user in (self.rep_a, self.marketer):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    record.with_user(user).name = "Not allowed"

    def test_score_fields_are_the_systems(self):
        for fname in ('fit_score', 'interest_score', 'scored_at', 'score_basis', 'fit_level'):
            with self.subTest(fname=fname), self.assertRaises(AccessError):
                self.lead.with_user(self.rep_a).write({fname: False})
        with self.assertRaises(AccessError):
            self.lead.with_user(self.rep_a).write({'icp_evaluated_at': '2099-01-01'})

    def test_signals_of_another_company_are_out_of_reach(self):
        other = self.env['res.company'].create({'name': "Other"})
        lead = self.make_leads(1, company_id=other.id, team_id=False)
        signal = self.signal(lead)
        self.assertFalse(self.Signal.with_user(self.leader).search([('id', '=', signal.id)]))

    def test_rep_reads_why_his_lead_has_its_score(self):
        self.lead.user_id = self.rep_a
        lead = self.lead.with_user(self.rep_a)
        self.assertIn("Webinar", lead.score_explanation)

    def test_a_reference_of_a_hidden_lead_is_not_confirmed(self):
        """Who records on a lead of their own does not learn what others told of another."""
        mine = self.make_leads(1, user_id=self.rep_b.id)
        self.lead.write({'user_id': self.rep_a.id, 'lead_status_id': self.status('accepted').id})
        entry = {'type': self.webinar.code, 'external_ref': 'visit-1'}
        signals = self.Signal.with_user(self.rep_a)
        [hidden] = signals.record_signals([{**entry, 'lead': self.lead.id}])
        [told] = self.Signal.with_user(self.rep_b).record_signals([{**entry, 'lead': mine.id}])
        self.assertEqual(told['status'], 'created')
        self.assertNotEqual(told['id'], hidden['id'])
        [again] = self.Signal.with_user(self.rep_b).record_signals([{**entry, 'lead': mine.id}])
        self.assertEqual(again, {'id': told['id'], 'status': 'known'})

    def test_merged_leads_keep_a_reference_once(self):
        other = self.make_leads(1)
        for lead in (self.lead, other):
            self.Signal._record([self.webinar._prepare_signal(lead, external_ref='same')])
        (self.lead + other).merge_opportunity()
        self.assertEqual(self.Signal.search_count([('external_ref', '=', 'same')]), 1)
