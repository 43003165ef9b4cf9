from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.dashboard.lead_dashboard import days_of
from .common_dashboard import COUNTED, LeadDashboardCase


@tagged('post_install', '-at_install')
class TestDashboard(LeadDashboardCase):
    """Numbers by hand, and each of them that of the report it opens."""

    def test_funnel_counts_the_leads_of_the_period_by_hand(self):
        rows = self.picture('funnel')['rows']
        self.assertEqual(
            [(row['name'], row['text'], row['note']) for row in rows],
            [
                ("Generated", "5", ''),
                ("Passed to Sales", "4", "80.0 % of Generated"),
                ("Assigned to a Rep", "4", "100.0 % of Passed to Sales"),
                ("Followed Up", "2", "50.0 % of Assigned to a Rep · 1 skipped it"),
                ("Accepted", "1", "50.0 % of Followed Up · 2 skipped it"),
                ("Opportunity", "2", "0.0 % of Accepted"),
                ("Won", "1", "50.0 % of Opportunity"),
            ],
        )

    def test_funnel_is_the_report_grouped_by_step(self):
        report = self.env['lead.funnel.report'].with_user(self.leader)
        card = self.picture('funnel')
        groups = report._read_group(card['action']['domain'], ['step'], ['reached:sum'])
        shown = {row['key']: int(row['text']) for row in card['rows']}
        self.assertEqual(shown, dict(groups))

    def test_speed_is_the_report_grouped_by_bucket_to_the_last_digit(self):
        card = self.picture('speed')
        leads, qualified, won = card['chart']['series']
        self.assertEqual(leads['values'], [1, 0, 0, 1, 0, 0, 2])
        self.assertEqual(won['values'], [100.0, False, False, 0.0, False, False, 0.0])
        report = self.env['lead.response.report'].with_user(self.leader)
        groups = report._read_group(
            card['action']['domain'],
            ['bucket'],
            ['leads:sum', 'qualified_rate:avg', 'win_rate:avg'],
        )
        shown = zip(leads['values'], qualified['values'], won['values'], strict=True)
        self.assertEqual(
            [numbers for numbers in shown if numbers[0]], [tuple(group[1:]) for group in groups]
        )

    def test_sla_by_kind_with_the_period_before(self):
        self.promises()
        [row] = self.picture('sla')['rows']
        self.assertEqual(
            (row['name'], row['text'], row['note']), ("First response", "50.0 %", "1 of 2")
        )
        self.assertEqual(row['badge'], {'text': "▲ 50.0 points", 'color': 'success'})
        self.assertEqual([part['name'] for part in row['parts']], ["Met: 1", "Missed: 1"])
        self.assertEqual([part['share'] for part in row['parts']], [50, 50])

    def test_sla_of_all_kinds_together(self):
        self.promises()
        self.policy.target_ids = [(0, 0, {'kind': 'decision', 'amount': 1, 'unit': 'hour'})]
        self.sweep('2026-06-22 12:00')
        self.assign('2026-06-22 10:00')
        self.sweep('2026-06-22 16:00')
        texts = self.texts('sla')
        self.assertEqual(texts, {'all': "25.0 %", 'first_response': "33.3 %", 'decision': "0.0 %"})

    def test_moves_up_and_down_by_status_and_day(self):
        with self.at('2026-06-05 10:00'):
            self.plain._change_status(self.status('passed'))
        with self.at('2026-06-07 10:00'):
            self.plain._change_status(self.status('recycle'), self.reason('recycle'))
        card = self.picture('moves')
        texts = {row['name']: row['text'] for row in card['rows']}
        self.assertEqual(texts.pop("Won"), "▲ 1")
        self.assertEqual(texts.pop("Lost"), "▼ 1")
        self.assertEqual(
            texts, {self.status('passed').name: "▲ 1", self.status('recycle').name: "▼ 1"}
        )
        chart = card['chart']
        self.assertEqual(len(chart['labels']), 30)
        up, down = chart['series']
        self.assertEqual((up['values'][4], sum(up['values'])), (1, 1))
        self.assertEqual((down['values'][6], sum(down['values'])), (-1, -1))

    def test_each_number_is_that_of_the_list_it_opens(self):
        self.promises()
        with self.at('2026-06-05 10:00'):
            self.plain._change_status(self.status('passed'))
        self.make_pool()
        with self.at(self.NOW):
            self.give(3)
        for filters in (self.inside, self.everywhere, {'period': 'last_7', 'team_ids': []}):
            for card in self.data(filters)['cards']:
                for number, action in self.promised_numbers(card):
                    with self.subTest(card=card['key'], name=action['name'], filters=filters):
                        self.assertEqual(len(self.opened(action)), number)

    def promised_numbers(self, card):
        """Yield each number of a card with the action behind it."""
        for row in card.get('rows', ()):
            if card['key'] in COUNTED:
                yield self.first_number(row['text']), row['action']
            if card['key'] == 'sla':
                for part in row['parts']:
                    yield self.first_number(part['name']), part['action']
        for series in (card.get('chart') or {}).get('series', ()):
            for value, action in zip(series['values'], series['actions'], strict=True):
                if action:
                    yield abs(value), action

    def test_filter_by_team_and_period(self):
        self.assertEqual(self.texts('funnel', self.everywhere)['1_generated'], "6")
        field = {**self.inside, 'team_ids': self.field_team.ids}
        self.assertEqual(self.texts('funnel', field)['1_generated'], "1")
        week = self.picture('funnel', {**self.inside, 'period': 'week'})
        self.assertFalse(week['rows'])

    def test_days_are_those_of_who_looks(self):
        self.leader.tz = 'Asia/Tokyo'  # where the lead of the last minute of May came in June
        self.assertEqual(self.texts('funnel')['1_generated'], "6")

    def test_periods(self):
        today = date(2026, 8, 19)  # a Wednesday
        for period, first, end, before in (
            ('last_7', '2026-08-13', '2026-08-20', '2026-08-06'),
            ('last_30', '2026-07-21', '2026-08-20', '2026-06-21'),
            ('last_90', '2026-05-22', '2026-08-20', '2026-02-21'),
            ('week', '2026-08-17', '2026-08-24', '2026-08-10'),
            ('month', '2026-08-01', '2026-09-01', '2026-07-01'),
            ('quarter', '2026-07-01', '2026-10-01', '2026-04-01'),
            ('year', '2026-01-01', '2027-01-01', '2025-01-01'),
            ('last_month', '2026-07-01', '2026-08-01', '2026-06-01'),
            ('last_quarter', '2026-04-01', '2026-07-01', '2026-01-01'),
        ):
            with self.subTest(period=period):
                self.assertEqual([str(day) for day in days_of(period, today)], [first, end, before])

    def test_every_period_offered_can_be_shown(self):
        offered = [period['key'] for period in self.data()['periods']]
        for period in offered:
            data = self.data({'period': period, 'team_ids': []})
            self.assertEqual(data['filters'], {'period': period, 'team_ids': []})

    def test_unknown_filters_are_refused_or_left_out(self):
        with self.assertRaisesRegex(UserError, "no period yesterday.*last_30"):
            self.data({'period': 'yesterday'})
        for filters in ('last_30', ['last_30'], 30):
            with self.subTest(filters=filters), self.assertRaisesRegex(UserError, "an object with"):
                self.data(filters)
        with self.assertRaisesRegex(UserError, "no period"):
            self.data({'period': ['last_30']})
        for teams in ('5', 5, ['5'], [True], {'id': 5}):
            with self.subTest(teams=teams), self.assertRaisesRegex(UserError, "list of numbers"):
                self.data({'team_ids': teams})
        gone = self.field_team.copy()
        gone_id = gone.id
        gone.unlink()
        self.assertEqual(self.data({'team_ids': [gone_id]})['filters']['team_ids'], [])

    def test_empty_says_what_will_be_there(self):
        empty = self.env['crm.team'].create({'name': "Nobody's"})
        self.env['lead.pool'].search([]).active = False
        for card in self.data({'period': 'last_month', 'team_ids': empty.ids})['cards']:
            with self.subTest(card=card['key']):
                self.assertFalse(card.get('rows') or card.get('chart'))
                self.assertTrue(card['empty'].endswith('.'))
