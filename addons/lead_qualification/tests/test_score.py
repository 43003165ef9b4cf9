from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_signals import LeadSignalCase


@tagged('post_install', '-at_install')
class TestScore(LeadSignalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env.ref('lead_qualification.lead_score_policy_default')
        cls.policy.weight_probability = 0
        cls.good = {
            'employee_count': 50,
            'annual_revenue': 5_000_000,
            'country_id': cls.env.ref('base.ae').id,
            'function': "Head of Purchasing",
        }
        cls.poor = {**cls.good, 'employee_count': 2, 'annual_revenue': 1000, 'function': "Student"}

    def scored(self, profile=None, interest=None, answers=None):
        lead = self.make_leads(1, **(profile or {}))
        if profile:
            lead._evaluate_scorecards()
        if interest is not None:
            self.signal(lead, points=interest or 1, half_life_days=1e6)
        if answers:
            self.assess(lead, answers)
        return lead

    def test_score_is_the_weighted_mean_of_what_is_known(self):
        self.policy.write({'weight_fit': 1, 'weight_interest': 2, 'weight_answers': 1})
        lead = self.scored(self.good, 40, (3, 3, 0, 0))
        self.assertRecordValues(lead, [{'fit_score': 100, 'interest_score': 40, 'lead_score': 58}])
        self.assertEqual(self.scored(None, 40, (3, 3, 0, 0)).lead_score, 43)
        self.assertEqual(self.scored(None, 40).lead_score, 40)

    def test_grade_comes_from_the_grid_of_fit_and_interest(self):
        cells = [
            (self.good, 80, 'a'),
            (self.good, 10, 'b'),
            (self.good, None, 'a'),
            (self.poor, 80, 'c'),
            (self.poor, 10, 'd'),
            (self.poor, None, 'd'),
            (None, 80, 'b'),
            (None, 40, 'c'),
            (None, 10, 'd'),
            (None, None, False),
        ]
        for profile, interest, grade in cells:
            with self.subTest(profile=profile, interest=interest):
                self.assertEqual(self.scored(profile, interest).lead_grade, grade)

    def test_many_leads_at_once_are_scored_although_nothing_is_known_of_one(self):
        leads = self.make_leads(30)
        known, unknown = leads[:29], leads[29]
        self.env['lead.signal']._record_kind('form', known)
        leads._update_score()
        self.assertEqual(set(known.mapped('lead_grade')), {known[0].lead_grade})
        self.assertTrue(known[0].lead_grade)
        self.assertRecordValues(unknown, [{'lead_grade': False, 'scored_at': False}])

    def test_leaders_change_the_grid(self):
        self.policy.with_user(self.leader).grade_unknown_high = 'd'
        self.assertEqual(self.scored(None, 80).lead_grade, 'd')

    def test_passed_card_lifts_and_failed_card_lowers_the_grade(self):
        self.assertEqual(self.scored(None, 10, (3, 3, 3, 3)).lead_grade, 'a')
        self.assertEqual(self.scored(self.good, 80, (0, 0, 0, 3)).lead_grade, 'c')
        self.assertEqual(self.scored(self.good, 10, (3, 3, 3, None)).lead_grade, 'b')

    def test_passed_card_does_not_make_up_for_a_low_fit(self):
        self.assertEqual(self.scored(self.poor, None, (3, 3, 3, 3)).lead_grade, 'c')

    def test_knock_out_makes_a_d_whatever_else_is_known(self):
        self.card.criterion_ids[0].answer_ids[-1].is_knock_out = True
        self.assertEqual(self.scored(self.good, 80, (3, 3, 3, 3)).lead_grade, 'd')
        self.assertEqual(self.scored(None, None, (3, 3, 3, 3)).lead_grade, 'd')

    def test_with_cards_alone_their_own_thresholds_grade(self):
        self.card.grade_a = 90
        lead = self.scored(None, None, (3, 3, 2, 2))
        self.assertRecordValues(lead, [{'lead_score': 83, 'lead_grade': 'b'}])

    def test_fit_is_unknown_until_half_of_the_profile_has_data(self):
        lead = self.scored({'country_id': self.env.ref('base.ae').id})
        self.assertRecordValues(lead, [{'fit_level': False, 'lead_grade': False}])
        self.policy.fit_coverage = 0
        lead._update_score()
        self.assertRecordValues(lead, [{'fit_level': 'high', 'lead_grade': 'a'}])

    def test_odoos_probability_is_one_factor_and_makes_no_score_alone(self):
        self.policy.write({'weight_probability': 30})
        lead, unknown = self.make_leads(2)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET automated_probability = 20 WHERE id IN %s",
            [(lead.id, unknown.id)],
        )
        self.signal(lead, points=40)
        unknown._update_score()
        self.assertEqual((lead.lead_score, unknown.lead_score), (30, 0))

    def test_company_with_its_own_policy_is_scored_by_it(self):
        company = self.env['res.company'].create({'name': "Other"})
        self.policy.copy({'company_id': company.id, 'grade_unknown_high': 'a'})
        lead = self.make_leads(1, company_id=company.id, team_id=False)
        self.signal(lead, points=80)
        self.assertEqual(lead.lead_grade, 'a')
        self.assertEqual(self.scored(None, 80).lead_grade, 'b')

    def test_bad_policies_are_refused_with_a_sentence(self):
        cases = {
            "must weigh something": {
                'weight_fit': 0,
                'weight_interest': 0,
                'weight_answers': 0,
            },
            "Weights are zero or more": {'weight_fit': -1},
            "must fall from high to medium": {'fit_high': 40},
            "lie between 0 and 100": {'interest_high': 101},
        }
        for sentence, vals in cases.items():
            with (
                self.subTest(vals=vals),
                mute_logger('odoo.sql_db'),
                self.assertRaisesRegex(Exception, "lead_score_policy_check") as caught,
                self.env.cr.savepoint(),
            ):
                self.policy.write(vals)
                self.env.flush_all()
            self.assertIn(sentence, self.policy._sql_error_to_message(caught.exception))

    def test_last_policy_stays(self):
        with self.assertRaisesRegex(UserError, "must remain"):
            self.policy.unlink()

    def test_nightly_pass_lets_old_interest_fade_and_stops_where_time_ends(self):
        leads = self.make_leads(5)
        for lead in leads:
            self.signal(lead)
        self.age(leads, days=10)
        done = []
        self.patch(
            self.registry['ir.cron'],
            '_commit_progress',
            lambda cron, processed=0, **kwargs: done.append(processed) or len(done) < 3,
        )
        self.env['crm.lead']._cron_refresh_scores(batch_size=2)
        self.env.invalidate_all()
        self.assertEqual(sorted(leads.mapped('interest_score')), [20, 20, 20, 20, 40])
        self.env['crm.lead']._cron_refresh_scores(batch_size=2)
        self.assertEqual(done[:4], [0, 2, 2, 0])

    def test_closed_lead_keeps_the_score_it_closed_with(self):
        self.signal(self.lead)
        self.lead.action_set_won()
        self.age(self.lead, days=10)
        self.run_cron()
        self.assertEqual(self.lead.interest_score, 40)

    def test_changed_policy_scores_all_open_leads_anew(self):
        self.signal(self.lead, points=80)
        self.assertEqual(self.lead.lead_grade, 'b')
        self.policy.grade_unknown_high = 'c'
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET scored_at = scored_at - interval '1 minute' WHERE id = %s",
            [self.lead.id],
        )
        self.run_cron()
        self.assertEqual(self.lead.lead_grade, 'c')

    def test_score_that_fades_leaves_the_last_editor_alone(self):
        before = (self.lead.write_date, self.lead.write_uid)
        self.age(self.lead, days=0)
        self.lead.with_user(self.rep_a)._refresh_score()
        self.assertEqual((self.lead.write_date, self.lead.write_uid), before)

    def test_queries_do_not_grow_with_the_number_of_leads(self):
        counts = []
        for number in (25, 50, 500):
            leads = self.make_leads(number, **self.good)
            leads._evaluate_scorecards()
            self.Signal._record([self.webinar._prepare_signal(lead) for lead in leads])
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            leads._update_score()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(len(set(counts)), 1, counts)

    def age(self, leads, days):
        """Let ``days`` pass for the signals of ``leads`` and for their score."""
        self.env.flush_all()
        past = timedelta(days=days)
        self.env.cr.execute(
            "UPDATE lead_signal SET date = date - %s WHERE lead_id = ANY(%s)", [past, leads.ids]
        )
        self.env.cr.execute(
            "UPDATE crm_lead SET scored_at = scored_at - interval '1 day' WHERE id = ANY(%s)",
            [leads.ids],
        )
        self.env.invalidate_all()

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref('lead_qualification.ir_cron_refresh_scores').method_direct_trigger()
        self.env.invalidate_all()
