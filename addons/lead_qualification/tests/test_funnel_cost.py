from odoo.tests import tagged

from .common_reports import LeadReportCase

COSTS = ['cost', 'cost_per_lead', 'cost_per_won', 'return_amount', 'return_rate']


@tagged('post_install', '-at_install')
class TestFunnelCost(LeadReportCase):
    """Fair costs 100 a lead and brings a deal of 1000; Leaflet costs 300 in March.

    source    leads   cost   won    per lead   per deal   return      %
    Fair        4      400   1000      100        400        600    150
    Leaflet     3      300      0      100          -       -300   -100
    both        7      700   1000      100        700        300   42.9
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Cost = cls.env['lead.source.cost']
        cls.fair = cls.Cost.create({'source_id': cls.source.id, 'amount': 100})
        cls.leaflet = cls.Cost.create(
            {
                'source_id': cls.other_source.id,
                'kind': 'total',
                'amount': 300,
                'date_from': '2026-03-01',
                'date_to': '2026-03-31',
            }
        )
        cls.fair_leads = cls.env['crm.lead'].concat(*(cls.make_lead() for _number in range(4)))
        cls.leaflet_leads = cls.env['crm.lead'].concat(
            *(
                cls.make_lead(day, cls.other_source)
                for day in ('2026-03-01', '2026-03-15', '2026-03-31')
            )
        )
        cls.win(cls.fair_leads[0])

    def costs(self, **kwargs):
        return self.measure('lead.funnel.report', COSTS, **kwargs)

    def assert_costs(self, values, expected):
        for fname, value in zip(COSTS, expected, strict=True):
            with self.subTest(measure=fname):
                if value is None:
                    self.assertIs(values[fname], False)
                else:
                    self.assertAlmostEqual(values[fname], value, places=2)

    def test_cost_per_lead_and_per_deal_by_source(self):
        groups = self.costs(groupby=['source_id'])
        self.assert_costs(groups["Fair",], [400, 100, 400, 600, 150])
        self.assert_costs(groups["Leaflet",], [300, 100, None, -300, -100])

    def test_ratios_of_a_group_are_of_its_sums(self):
        self.assert_costs(self.costs(), [700, 100, 700, 300, 42.857])
        self.make_lead('2026-03-15', self.other_source)
        self.assert_costs(self.costs(), [700, 87.5, 700, 300, 42.857])

    def test_pivot_totals_are_of_sums_too(self):
        self.env.flush_all()
        domain = [('source_id', 'in', (self.source + self.other_source).ids)]
        by_source, [total] = self.env['lead.funnel.report'].formatted_read_grouping_sets(
            domain, [['source_id'], []], ['cost:sum', 'return_rate:avg']
        )
        self.assertEqual([row['cost:sum'] for row in by_source], [400, 300])
        self.assertAlmostEqual(total['return_rate:avg'], 42.857, places=2)

    def test_grouped_by_step_costs_stay_what_they_are(self):
        groups = self.costs(groupby=['step'])
        self.assertEqual(groups['1_generated',]['cost'], 700)
        self.assertEqual(sum(group['cost'] or 0 for group in groups.values()), 700)

    def test_source_without_a_cost_is_empty_not_zero(self):
        self.fair.unlink()
        groups = self.costs(groupby=['source_id'])
        self.assert_costs(groups["Fair",], [None] * 5)

    def test_what_has_no_cost_stays_out_of_ratios(self):
        self.fair.unlink()
        self.assert_costs(self.costs(), [300, 100, None, -300, -100])

    def test_cost_of_nothing_is_zero_not_empty(self):
        self.fair.amount = 0
        self.assert_costs(self.costs(groupby=['source_id'])["Fair",], [0, 0, 0, 1000, None])

    def test_only_leads_of_the_period_take_a_cost(self):
        self.make_lead('2026-02-28', self.other_source)
        self.make_lead('2026-04-01', self.other_source)
        groups = self.costs(groupby=['create_date:month', 'source_id'])
        self.assert_costs(groups["February 2026", "Leaflet"], [None] * 5)
        self.assert_costs(groups["March 2026", "Leaflet"], [300, 100, None, -300, -100])
        self.assert_costs(groups["April 2026", "Leaflet"], [None] * 5)

    def test_archived_leads_have_cost_money_too(self):
        self.lose(self.leaflet_leads[0])
        self.assertEqual(self.costs(groupby=['source_id'])["Leaflet",]['cost_per_lead'], 100)

    def test_spending_that_brought_no_lead_is_not_lost(self):
        self.leaflet.copy({'date_from': '2026-05-01', 'date_to': '2026-05-31', 'amount': 500})
        groups = self.costs(groupby=['source_id'])
        self.assert_costs(groups["Leaflet",], [800, 266.67, None, -800, -100])
        values = self.measure('lead.funnel.report', ['generated', 'cost'])
        self.assertEqual(list(values.values()), [7, 1200])

    def test_reps_report_on_costs_of_their_leads_only(self):
        self.leaflet.copy({'date_from': '2026-05-01', 'date_to': '2026-05-31', 'amount': 500})
        (self.fair_leads + self.leaflet_leads).user_id = self.rep_b
        self.fair_leads[:2].user_id = self.rep_a
        values = self.costs(user=self.rep_a)
        self.assert_costs(values, [200, 100, 200, 800, 400])
        self.assertEqual(self.costs(user=self.marketer)['cost'], 1200)


@tagged('post_install', '-at_install')
class TestFunnelCurrency(LeadReportCase):
    """Two companies: ours in its currency, a second one in a currency worth half of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.half = cls.env['res.currency'].create(
            {
                'name': 'HLF',
                'symbol': 'h',
                'rate_ids': [(0, 0, {'rate': 2, 'name': '2020-01-01', 'company_id': False})],
            }
        )
        own = cls.env.company.currency_id
        cls.env['res.currency.rate'].search([('currency_id', '=', own.id)]).unlink()
        cls.second = cls.env['res.company'].create({'name': "Second", 'currency_id': cls.half.id})
        cls.team_second = cls.env['crm.team'].create(
            {'name': "Second team", 'company_id': cls.second.id}
        )
        cls.team.company_id = cls.env.company
        cls.ours = cls.make_lead()
        cls.theirs = cls.make_lead(team_id=cls.team_second.id, company_id=cls.second.id)
        cls.win(cls.ours, revenue=1000)
        cls.win(cls.theirs, revenue=1000)
        cls.both = {'allowed_company_ids': [cls.env.company.id, cls.second.id]}
        cls.leader.company_ids += cls.second

    def values(self, **context):
        self.env.flush_all()
        Report = self.env['lead.funnel.report'].with_user(self.leader)
        [row] = Report.with_context(**context).formatted_read_group(
            [('source_id', '=', self.source.id)],
            [],
            ['won_revenue:sum', 'cost:sum', 'return_amount:sum', 'currency_id:array_agg_distinct'],
        )
        return [
            row['won_revenue:sum'],
            row['cost:sum'],
            row['return_amount:sum'],
            row['currency_id:array_agg_distinct'],
        ]

    def cost(self, **vals):
        return self.env['lead.source.cost'].create(
            {'source_id': self.source.id, 'amount': 100, **vals}
        )

    def test_revenue_of_companies_adds_up_in_the_current_ones_currency(self):
        own = self.env.company.currency_id
        self.assertEqual(self.values(**self.both), [1500, False, False, own.ids])
        switched = {'allowed_company_ids': self.both['allowed_company_ids'][::-1]}
        self.assertEqual(self.values(**switched), [3000, False, False, self.half.ids])

    def test_cost_in_another_currency_is_converted(self):
        self.cost(currency_id=self.half.id)
        own = self.env.company.currency_id
        self.assertEqual(self.values(**self.both), [1500, 100, 1400, own.ids])

    def test_each_company_has_its_own_cost(self):
        self.cost(company_id=self.env.company.id)
        self.cost(company_id=self.second.id, currency_id=self.half.id, amount=10)
        self.assertEqual(self.values(**self.both)[:3], [1500, 105, 1395])
        only = {'allowed_company_ids': self.second.ids}
        self.assertEqual(self.values(**only)[:3], [1000, 10, 990])

    def test_lead_without_company_takes_only_the_cost_of_all_companies(self):
        lead = self.make_lead(source=self.other_source, team_id=False, company_id=False)
        self.assertFalse(lead.company_id)
        cost = self.cost(source_id=self.other_source.id, company_id=self.second.id)
        self.assertIs(self.measure('lead.funnel.report', ['cost'])['cost'], False)
        cost.company_id = False
        self.assertEqual(self.measure('lead.funnel.report', ['cost'])['cost'], 100)
