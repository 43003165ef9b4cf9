from odoo.addons.lead_distribution.engine import FILTERS
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..tools.sentences import exclusion_labels
from .common import LeadDistributionCase


@tagged('post_install', '-at_install')
class TestShareReport(LeadDistributionCase):
    def rows(self, user=None, rule=None):
        report = self.env['lead.share.report'].with_user(user or self.leader)
        rule = rule or self.rule
        return {row.user_id: row for row in report.search([('rule_id', '=', rule.id)])}

    def test_given_against_entitled(self):
        self.rule.active = False
        rule = self.make_rule("Weighted", self.rep_a + self.rep_b, {self.rep_a: 3})
        self.give(8)
        rows = self.rows(rule=rule)
        self.assertEqual([rows[self.rep_a].given, rows[self.rep_b].given], [6, 2])
        self.assertAlmostEqual(rows[self.rep_a].entitled, 6)
        self.assertAlmostEqual(rows[self.rep_b].difference, 0)

    def test_who_gets_nothing_is_shown_too(self):
        self.rep_b.lead_available = False
        self.give(4)
        row = self.rows()[self.rep_b]
        self.assertEqual(row.given, 0)
        self.assertAlmostEqual(row.difference, -2)

    def test_what_is_given_back_is_counted(self):
        lead = self.give(1)
        because = self.env.ref('lead_distribution.lead_status_reason_reject_time')
        rep = lead.user_id
        lead.with_user(rep).action_reject(because.id)
        self.assertEqual(self.rows()[rep].returned, 1)

    def test_a_rep_sees_his_own_share(self):
        self.give(2)
        self.assertEqual(list(self.rows(self.rep_a)), [self.rep_a])

    def test_groups_add_up(self):
        self.give(5)
        [(given, entitled)] = self.env['lead.share.report']._read_group(
            [('rule_id', '=', self.rule.id)], [], ['given:sum', 'entitled:sum']
        )
        self.assertEqual(given, 5)
        self.assertAlmostEqual(entitled, 5)


@tagged('post_install', '-at_install')
class TestWaitingReport(LeadDistributionCase):
    def rows(self, user=None):
        report = self.env['lead.waiting.report'].with_user(user or self.leader)
        return report.search([('lead_id', 'in', self.leads.ids)])

    def test_why_each_rep_was_left_out(self):
        self.rep_a.lead_available = False
        self.member(self.rep_b).daily_cap = 1
        self.leads = self.give(3)
        rows = self.rows()
        reasons = {(row.user_id, row.reason) for row in rows}
        self.assertEqual(reasons, {(self.rep_a, 'available'), (self.rep_b, 'daily_cap')})
        self.assertEqual(sum(rows.mapped('lead_count')), 2, "each lead counts once")
        self.assertEqual(rows.rule_id, self.rule)

    def test_no_rule_matches(self):
        self.rule.domain = "[('name', '=', 'Nothing')]"
        self.leads = self.give(2)
        self.assertEqual(set(self.rows().mapped('reason')), {'no_rule'})
        self.assertEqual(sum(self.rows().mapped('lead_count')), 2)

    def test_only_those_who_see_all_leads(self):
        self.leads = self.give(1)
        with self.assertRaises(AccessError):
            self.rows(self.rep_a)

    def test_every_filter_of_the_engine_has_a_label(self):
        self.assertFalse(set(FILTERS) - set(exclusion_labels(self.env)))
