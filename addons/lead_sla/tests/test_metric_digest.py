from odoo.tests import tagged

from .common_metrics import LeadMetricCase

SWITCHES = ('passed', 'accepted', 'response', 'win_rate', 'revenue')


@tagged('post_install', '-at_install')
class TestMetricDigest(LeadMetricCase):
    """Our numbers in Odoo's digest, on July 1: the last day, week and month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.digest = cls.env['digest.digest'].create(
            {
                'name': "Leads",
                'periodicity': 'weekly',
                **{f'kpi_lead_{name}': True for name in SWITCHES},
            }
        )
        cls.make_lead('2026-06-01 10:00', passed='2026-06-30 20:00')
        cls.make_lead('2026-06-01 10:00', passed='2026-06-26 10:00', first_touch='2026-06-26 13:00')
        cls.make_lead('2026-06-01 10:00', won='2026-06-26 10:00', revenue=600, user=cls.rep_b)
        cls.make_lead('2026-06-01 10:00', lost='2026-06-10 10:00')
        cls.make_lead('2026-05-01 10:00', won='2026-05-10 10:00', revenue=300)

    def kpis(self, user, company=None):
        """Return ``{switch: [last day, last week, last month]}`` as the mail shows them."""
        with self.at(self.NOW), self.mock_datetime_and_now(self.NOW):
            kpis = self.digest._compute_kpis(company or self.company, user)
        return {
            kpi['kpi_name'].removeprefix('kpi_lead_'): [
                kpi[f'kpi_col{number}']['value'] for number in (1, 2, 3)
            ]
            for kpi in kpis
        }

    def test_digest_opened_as_a_record_has_no_period(self):
        [values] = self.digest.with_user(self.leader).read(['kpi_lead_passed_value'])
        self.assertEqual(values['kpi_lead_passed_value'], 0)

    def test_each_period_has_its_own_numbers(self):
        kpis = self.kpis(self.leader)
        self.assertEqual(kpis['passed'], [1, 2, 2])
        self.assertEqual(kpis['win_rate'], ["–", "100.00", "50.00"])
        self.assertEqual(kpis['response'], ["–", "3.00", "3.00"])
        self.assertEqual([text.strip('$€\xa0 ') for text in kpis['revenue']], ['0', '600', '600'])

    def test_it_is_the_number_of_the_metric(self):
        self.refresh()
        with self.at(self.NOW):
            june = [('2026-05-31 22:00', '2026-06-30 22:00')]
            [month] = self.digest._measure_kpis(june, self.company)
        self.assertEqual(month, {key: self.row(key).value for key in month})
        self.assertEqual(month['revenue'], 600)

    def test_a_rep_reads_of_his_own_leads_as_in_the_numbers_of_odoo(self):
        self.assertEqual(self.kpis(self.rep_b)['passed'], [0, 0, 0])
        self.assertEqual(self.kpis(self.rep_b)['win_rate'], ["–", "100.00", "100.00"])
        self.assertEqual(self.kpis(self.rep_a)['win_rate'], ["–", "–", "0.00"])

    def test_who_sees_no_leads_gets_none_of_it(self):
        user = self.env['res.users'].create({'name': "X", 'login': 'x_digest'})
        self.assertEqual(self.kpis(user), {})

    def test_another_company_has_its_own(self):
        other = self.env['res.company'].create({'name': "Elsewhere"})
        self.leader.company_ids += other
        lead = self.make_lead('2026-06-01 10:00', passed='2026-06-30 20:00')
        self.set_columns(lead, {'company_id': other.id, 'team_id': None})
        self.digest.company_id = other
        self.assertEqual(self.kpis(self.leader, other)['passed'], [1, 1, 1])
        self.digest.company_id = self.company
        self.assertEqual(self.kpis(self.leader)['passed'], [1, 2, 2])

    def test_the_mail_links_to_the_report(self):
        actions = self.digest._compute_kpis_actions(self.company, self.leader)
        self.assertIn('lead_sla.lead_metric_value_action?menu_id=', actions['kpi_lead_revenue'])
        self.digest.user_ids = self.leader
        with self.mock_mail_gateway():
            self.digest.action_send_manual()
        mail = self.env['mail.mail'].search([('email_to', 'ilike', self.leader.email)], limit=1)
        self.assertIn('lead_sla.lead_metric_value_action', mail.body_html)
