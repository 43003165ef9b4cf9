import random

from odoo.tests import tagged

from .common_dashboard import LeadDashboardCase

MOMENTS = ('passed_at', 'accepted_at', 'date_closed')
STEPS = ('passed', 'first_assigned', 'first_touch', 'accepted', 'opportunity')


@tagged('post_install', '-at_install')
class TestNumbersAgree(LeadDashboardCase):
    """Funnel, dashboard, metrics and digest count the same leads, whatever way each went."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        earlier = (
            cls.plain + cls.passed + cls.accepted + cls.won + cls.lost + cls.field + cls.before
        )
        for lead in earlier:
            cls.set_columns(lead, {'create_date': '2000-01-01', **dict.fromkeys(MOMENTS)})
        cls.dice = random.Random(16)
        cls.leads = cls.env['crm.lead'].union(*(cls.make_any_lead() for _number in range(40)))

    @classmethod
    def make_any_lead(cls):
        """Return a lead of June that took some of the steps, in their order."""
        day, moments = 2, {}
        for step in STEPS:
            if cls.dice.random() < 0.5:
                day += cls.dice.randint(0, 4)
                moments[step] = f'2026-06-{day:02} 10:00'
        if cls.dice.random() < 0.4:
            end = cls.dice.choice(('won', 'lost'))
            moments[end] = '2026-06-28 10:00'
        return cls.make_lead('2026-06-02 10:00', revenue=100, **moments)

    def expected(self):
        """Return how many leads took each step, as their own fields say."""
        moments = {
            '1_generated': 'create_date',
            '2_passed': 'passed_at',
            '3_assigned': 'first_assigned_at',
            '4_touched': 'first_touch_at',
            '5_accepted': 'accepted_at',
        }
        counts = {step: len(self.leads.filtered(name)) for step, name in moments.items()}
        is_opportunity = self.leads.filtered(lambda lead: lead.type == 'opportunity')
        won = self.leads.filtered(lambda lead: lead.won_status == 'won')
        return {**counts, '6_opportunity': len(is_opportunity), '7_won': len(won)}

    def test_funnel_dashboard_and_metrics_count_what_the_leads_say(self):
        expected = self.expected()
        self.assertGreater(min(expected.values()), 2)
        report = self.env['lead.funnel.report'].with_user(self.leader)
        domain = [('lead_id', 'in', self.leads.ids)]
        rows = report._read_group(domain, ['step'], ['reached:sum'])
        self.assertEqual(dict(rows), expected)
        shown = {key: int(text) for key, text in self.texts('funnel').items()}
        self.assertEqual(shown, expected)
        names = {'generated': '1_generated', 'passed': '2_passed', 'touched': '4_touched'}
        names |= {'accepted': '5_accepted', 'opportunity': '6_opportunity', 'won': '7_won'}
        [sums] = report._read_group(domain, [], [f'{name}:sum' for name in names])
        self.assertEqual(sums, tuple(expected[step] for step in names.values()))
        self.refresh()
        for name in ('generated', 'passed', 'accepted', 'won'):
            self.assertEqual(self.row(name).value, expected[names[name]], name)

    def test_list_behind_each_step_holds_as_many_as_it_says(self):
        for row in self.picture('funnel')['rows']:
            opened = self.opened(row['action'])
            self.assertEqual(len(opened.lead_id), int(row['text']), row['name'])
            self.assertEqual(len(opened), int(row['text']), row['name'])

    def test_rates_are_of_leads_that_took_both_steps(self):
        both = self.leads.filtered(lambda lead: lead.passed_at and lead.accepted_at)
        passed = self.leads.filtered('passed_at')
        report = self.env['lead.funnel.report']
        domain = [('lead_id', 'in', self.leads.ids)]
        [(rate,)] = report._read_group(domain, [], ['accept_rate:avg'])
        self.assertAlmostEqual(rate, 100 * len(both) / len(passed))

    def test_digest_says_what_the_metrics_say(self):
        self.refresh()
        with self.at(self.NOW):
            june = [('2026-06-01 00:00', '2026-07-01 00:00')]
            [month] = self.env['digest.digest']._measure_kpis(june, self.company)
        for key in ('passed', 'accepted', 'revenue'):
            self.assertEqual(month[key], self.row(key).value, key)
