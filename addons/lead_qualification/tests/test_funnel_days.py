from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_reports import LeadReportCase

DAYS = ['days_to_pass', 'days_to_accept', 'days_to_opportunity', 'days_to_close', 'days_to_win']


@tagged('post_install', '-at_install')
class TestFunnelDays(LeadReportCase):
    def days(self, **kwargs):
        return self.measure('lead.funnel.report', DAYS, **kwargs)

    def test_days_between_each_step(self):
        lead = self.make_lead('2026-03-01')
        self.win(lead, '2026-03-31')
        self.set_moments(
            lead,
            passed_at='2026-03-03 12:00',
            accepted_at='2026-03-04 00:00',
            date_conversion='2026-03-11 00:00',
        )
        self.assertEqual(list(self.days().values()), [2, 0.5, 7, 20.5, 30])

    def test_averages_are_over_leads_that_took_both_steps(self):
        for passed_at in ('2026-03-03 12:00', '2026-03-05 12:00', None):
            self.set_moments(self.make_lead(), passed_at=passed_at)
        self.assertEqual(self.days()['days_to_pass'], 3)
        self.assertIs(self.days()['days_to_win'], False)

    def test_steps_taken_in_another_order_have_no_days(self):
        lead = self.make_lead()
        self.set_moments(lead, passed_at='2026-03-09 12:00', accepted_at='2026-03-02 12:00')
        self.assertIs(self.days()['days_to_accept'], False)

    def test_what_was_created_as_an_opportunity_is_one_from_the_start(self):
        lead = self.make_lead('2026-03-01', type='opportunity')
        self.win(lead, '2026-03-31')
        self.set_moments(lead, accepted_at='2026-03-02 12:00')
        self.assertIs(self.days()['days_to_opportunity'], False)
        self.assertEqual(self.days()['days_to_close'], 30)

    def test_average_deal_is_over_won_leads_only(self):
        self.win(self.make_lead(), revenue=100)
        self.win(self.make_lead(), revenue=300)
        self.make_lead(expected_revenue=9000)
        values = self.measure('lead.funnel.report', ['won_revenue', 'deal_size', 'conversion_rate'])
        self.assertEqual(values['won_revenue'], 400)
        self.assertEqual(values['deal_size'], 200)
        self.assertAlmostEqual(values['conversion_rate'], 200 / 3)

    def test_scorecard_is_that_of_the_newest_confirmed_call(self):
        other = self.card.copy({'name': "Other card"})
        lead, unassessed = self.make_lead(), self.make_lead()
        self.set_moments(self.assess(lead, (3, 3, 3, 3), other), confirmed_at='2026-03-02')
        self.set_moments(self.assess(lead, (0, 0, 0, 0)), confirmed_at='2026-03-03')
        profile = self.env.ref('lead_qualification.lead_scorecard_icp')
        self.env['lead.assessment']._evaluate(profile, lead)
        self.env['lead.assessment'].create({'lead_id': lead.id, 'scorecard_id': other.id})
        counts = self.measure('lead.funnel.report', ['generated'], groupby=['scorecard_id'])
        self.assertEqual(counts[self.card.name,]['generated'], 1)
        self.assertEqual(counts[False,]['generated'], len(unassessed))
        self.assertNotIn((other.name,), counts)

    def test_every_dimension_groups_without_losing_a_lead(self):
        self.make_lead(), self.make_lead(type='opportunity')
        Report = self.env['lead.funnel.report']
        names = [
            name
            for name, field in Report._fields.items()
            if field.type in ('many2one', 'selection', 'datetime') and name in Report._dimensions()
        ]
        self.assertLessEqual({'industry_id', 'scorecard_id', 'won_status'}, set(names))
        for name in names:
            spec = f'{name}:month' if Report._fields[name].type == 'datetime' else name
            groups = self.measure('lead.funnel.report', ['generated'], groupby=[spec])
            with self.subTest(name=name):
                self.assertEqual(sum(group['generated'] for group in groups.values()), 2)

    def test_row_opens_its_lead(self):
        lead = self.make_lead(user_id=self.rep_a.id)
        self.env.flush_all()
        row = self.env['lead.funnel.report'].search([('lead_id', '=', lead.id)], limit=1)
        action = row.with_user(self.rep_a).action_open_lead()
        self.assertEqual((action['res_model'], action['res_id']), ('crm.lead', lead.id))

    def test_marketer_is_told_why_a_lead_stays_closed(self):
        lead = self.make_lead(user_id=self.rep_a.id)
        lead._change_status(self.status('accepted'))
        self.env.flush_all()
        row = self.env['lead.funnel.report'].search([('lead_id', '=', lead.id)], limit=1)
        with self.assertRaisesRegex(UserError, "only those who work on it"):
            row.with_user(self.marketer).action_open_lead()
