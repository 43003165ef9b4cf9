from odoo.tests import tagged

from .common_metrics import LeadMetricCase

JUNE = [('date', '>=', '2026-06-01'), ('date', '<', '2026-07-01')]


@tagged('post_install', '-at_install')
class TestScoreboard(LeadMetricCase):
    """One salesperson holds three leads of June and wins two; another one loses a lead of May."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env['res.partner'].create({'name': "Delta Foods", 'is_company': True})
        cls.buyer = cls.env['res.partner'].create({'name': "Rania", 'parent_id': cls.customer.id})
        cls.reason = cls.env['crm.lost.reason'].create({'name': "Too dear"})
        got = '2026-06-02 10:00'
        cls.one = cls.make_lead(got, first_touch=got, won='2026-06-10 10:00', revenue=600)
        cls.two = cls.make_lead(got, first_touch=got, won='2026-06-11 10:00', revenue=150)
        cls.three = cls.make_lead(got)
        cls.four = cls.make_lead('2026-05-02 10:00', user=cls.rep_b, lost='2026-06-11 10:00')
        for lead, day in (
            (cls.one, got),
            (cls.two, got),
            (cls.three, got),
            (cls.four, '2026-05-02'),
        ):
            cls.set_columns(lead, {'date_open': day})
        cls.set_columns(cls.one, {'partner_id': cls.buyer.id})
        cls.set_columns(cls.four, {'lost_reason_id': cls.reason.id})

    def board(self, measures, groupby='user_id', domain=()):
        self.env.flush_all()
        fields = self.env['lead.scoreboard.report']._fields
        specs = [f'{name}:{fields[name].aggregator}' for name in measures]
        rows = self.env['lead.scoreboard.report']._read_group([*JUNE, *domain], [groupby], specs)
        return {key: values for key, *values in rows}

    def test_held_worked_and_won(self):
        board = self.board(
            ['held', 'open_leads', 'worked', 'work_rate', 'conversion_rate', 'won', 'won_revenue']
        )
        self.assertEqual(
            [value and round(value, 4) for value in board[self.rep_a]],
            [3, 1, 2, 66.6667, 66.6667, 2, 750],
        )

    def test_lost_with_its_reason(self):
        board = self.board(['lost', 'win_rate', 'held'])
        self.assertEqual(board[self.rep_b], [1, 0, False])
        by_reason = self.board(['lost'], 'lost_reason_id', [('lost', '=', 1)])
        self.assertEqual(by_reason, {self.reason: [1]})

    def test_touches_by_kind_are_of_who_made_them(self):
        self.call(self.four, '2026-06-05 10:00', user=self.leader)
        self.call(self.four, '2026-06-05 11:00', user=self.leader)
        with self.at('2026-06-06 10:00'):
            self.four._follow_up('meeting', user_id=self.leader.id)
            self.four._follow_up('email', user_id=self.leader.id)
            self.four._follow_up('email', direction='in', user_id=False)
        board = self.board(['touches', 'calls', 'meetings', 'emails', 'messages'])
        self.assertEqual(board[self.leader], [4, 2, 1, 1, 0])

    def test_response_time_and_sla_are_of_the_rep_who_was_answerable(self):
        self.policy.active = True
        self.office.tz = 'UTC'
        met, missed = (self.assign('2026-06-15 10:00') for _number in range(2))
        self.call(met.lead_id, '2026-06-15 10:10')
        self.call(missed.lead_id, '2026-06-15 11:00')
        board = self.board(['sla_met', 'sla_missed', 'sla_rate', 'response_minutes'])
        self.assertEqual(board[self.rep_a], [1, 1, 50, 35])

    def test_rates_of_groups_are_ratios_of_sums(self):
        self.make_lead('2026-06-02 10:00', user=self.rep_b)
        self.env.cr.execute(
            "UPDATE crm_lead SET date_open = create_date WHERE user_id = %s", [self.rep_b.id]
        )
        self.env.invalidate_all()
        board = self.board(['conversion_rate'], 'team_id')
        self.assertEqual(board[self.team], [50])  # 2 of 4, not the mean of 66.7 and 0

    def test_activity_stands_beside_what_a_customer_bought(self):
        self.call(self.one, '2026-06-05 10:00')
        with self.at('2026-06-06 10:00'):
            self.one._follow_up('meeting', user_id=self.leader.id)
        board = self.board(['calls', 'meetings', 'won', 'won_revenue'], 'partner_id')
        self.assertEqual(board[self.customer], [1, 1, 1, 600])

    def test_each_row_opens_its_lead(self):
        rows = self.env['lead.scoreboard.report'].search([*JUNE, ('won', '=', 1)])
        self.assertEqual(rows.lead_id, self.one + self.two)
        self.assertEqual(rows[0].action_open_lead()['res_id'], rows[0].lead_id.id)
        self.assertEqual(
            len(set(self.env['lead.scoreboard.report'].search([]).ids)),
            self.env['lead.scoreboard.report'].search_count([]),
        )
