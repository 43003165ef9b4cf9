from odoo.fields import Domain
from odoo.tests import tagged

from .common import LeadSlaCase

URGENCIES = ('1_late', '2_soon', '3_today', '4_later', '5_paused')


@tagged('post_install', '-at_install')
class TestUrgency(LeadSlaCase):
    """Leads by what is due: search, groups and records say the same, and search is SQL.

    It is Monday 10:00; the policy promises 30 minutes.
    """

    def setUp(self):
        super().setUp()
        slas = {
            '1_late': self.assign('2026-03-02 09:20'),
            '2_soon': self.assign('2026-03-02 09:50'),
            '3_today': self.assign('2026-03-02 10:00', self.rep_b),
            '4_later': self.assign('2026-03-02 10:00', self.rep_b),
            '5_paused': self.assign('2026-03-02 09:55'),
        }
        slas['3_today'].deadline = '2026-03-02 15:00'
        slas['4_later'].deadline = '2026-03-03 00:00'
        slas['5_paused'].write({'state': 'paused', 'paused_at': '2026-03-02 09:58'})
        self.slas = slas
        self.mine = self.env['crm.lead'].union(*[sla.lead_id for sla in slas.values()])

    def leads(self, user=None):
        return self.env['crm.lead'].with_user(user or self.leader).with_context(tz='UTC')

    def search(self, *terms):
        return self.leads().search([*terms, ('id', 'in', self.mine.ids)])

    def test_search_record_and_groups_agree(self):
        with self.at('2026-03-02 10:00'):
            groups = self.leads().formatted_read_group(
                [('id', 'in', self.mine.ids)], ['sla_urgency'], ['__count', 'id:array_agg']
            )
            self.assertEqual([group['sla_urgency'] for group in groups], list(URGENCIES))
            for group in groups:
                urgency, lead = group['sla_urgency'], self.slas[group['sla_urgency']].lead_id
                with self.subTest(urgency):
                    self.assertEqual(group['id:array_agg'], lead.ids)
                    self.assertEqual(self.search(('sla_urgency', '=', urgency)), lead)
                    self.assertEqual(lead.with_context(tz='UTC').sla_urgency, urgency)

    def test_the_bounds_of_the_groups(self):
        sla = self.slas['2_soon']
        with self.at('2026-03-02 10:00'):
            for deadline, urgency in (
                ('2026-03-02 10:00', '1_late'),
                ('2026-03-02 10:30', '2_soon'),
                ('2026-03-02 10:31', '3_today'),
                ('2026-03-02 23:59', '3_today'),
                ('2026-03-03 00:00', '4_later'),
            ):
                sla.deadline = deadline
                with self.subTest(deadline):
                    found = self.search(('sla_urgency', '=', urgency))
                    self.assertIn(sla.lead_id, found)
                    groups = self.leads()._read_group(
                        [('id', '=', sla.lead_id.id)], ['sla_urgency'], ['__count']
                    )
                    self.assertEqual(groups, [(urgency, 1)])

    def test_today_ends_at_midnight_of_who_looks(self):
        sla = self.slas['3_today']
        sla.deadline = '2026-03-02 22:00'
        with self.at('2026-03-02 10:00'):
            dubai = self.leads().with_context(tz='Asia/Dubai')
            domain = [('id', '=', sla.lead_id.id), ('sla_urgency', '=', '4_later')]
            self.assertTrue(dubai.search(domain))
            self.assertFalse(self.leads().search(domain))

    def test_without_sla_a_lead_has_no_urgency(self):
        lead = self.make_leads(1)
        self.mine |= lead
        self.assertEqual(self.search(('sla_urgency', '=', False)), lead)
        self.assertNotIn(lead, self.search(('sla_urgency', '!=', False)))

    def test_leads_by_policy(self):
        found = self.search(('sla_policy_id', '=', self.policy.id))
        self.assertEqual(set(found), set(self.mine))
        self.assertFalse(self.search(('sla_policy_id', '=', False)))
        self.assertEqual(len(self.search(('sla_policy_id', 'ilike', self.policy.name))), 5)
        groups = self.leads()._read_group(
            [('id', 'in', self.mine.ids)], ['sla_policy_id'], ['__count']
        )
        self.assertEqual(groups, [(self.policy.with_env(self.leads().env), 5)])
        self.assertEqual(self.mine.sla_policy_id, self.policy)

    def test_every_state_is_searched_in_sql(self):
        for term in (
            ('sla_urgency', 'in', URGENCIES),
            ('sla_policy_id', '=', self.policy.id),
            ('sla_state', '=', 'paused'),
            ('sla_kind', '=', 'first_response'),
        ):
            with self.subTest(term):
                query = self.leads().sudo()._search(Domain([term]))
                self.assertTrue(query.where_clause.code)
                self.assertNotIn('FALSE', query.where_clause.code)

    def test_urgency_cannot_be_written_by_hand(self):
        lead = self.slas['1_late'].lead_id
        lead.with_user(self.rep_a).write({'sla_urgency': '4_later'})
        with self.at('2026-03-02 10:00'):
            self.assertIn(lead, self.search(('sla_urgency', '=', '1_late')))

    def test_hover_tells_the_policy_and_what_pauses(self):
        lead = self.slas['5_paused'].lead_id.with_user(self.rep_a)
        self.assertEqual(lead.sla_summary, self.policy.summary)
        self.assertEqual(lead.sla_paused_by, lead.lead_status_id.display_name)
        self.assertFalse(self.slas['2_soon'].lead_id.sla_paused_by)

    def test_my_follow_ups_hold_what_i_owe_the_most_urgent_first(self):
        action = self.env.ref('lead_sla.crm_lead_action_follow_up')
        domain = [('user_id', '=', self.rep_a.id), ('sla_deadline', '!=', False)]
        self.assertIn("('user_id', '=', uid)", action.domain)
        found = self.leads(self.rep_a).search(domain, order='sla_deadline, id')
        mine = [self.slas[key].lead_id for key in ('1_late', '2_soon', '5_paused')]
        self.assertEqual(list(found), mine)

    def test_the_board_of_a_leader_begins_with_his_teams(self):
        board = self.env['crm.lead'].with_user(self.leader).action_open_follow_up_board()
        self.assertEqual(board['context'], {'search_default_my_teams': 1})
        board = self.env['crm.lead'].with_user(self.rep_a).action_open_follow_up_board()
        self.assertEqual(board['context'], {})

    def test_slas_of_a_lead_are_named_by_assignment(self):
        lead = self.slas['2_soon'].lead_id
        action = lead.with_user(self.rep_a).action_view_slas()
        slas = self.env['lead.sla'].with_user(self.leader).with_context(**action['context'])
        [group] = slas.formatted_read_group(action['domain'], ['assignment_id'], ['__count'])
        self.assertTrue(group['assignment_id'][1].startswith("Rep A, "))
