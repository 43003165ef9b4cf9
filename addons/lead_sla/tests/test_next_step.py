from odoo.tests import tagged

from .common_plan import LeadPlanCase


@tagged('post_install', '-at_install')
class TestNextStep(LeadPlanCase):
    """A lead without an owner or a next step is seen at once, and counted for its people."""

    def setUp(self):
        super().setUp()
        self.unowned = self.make_leads(1)
        self.idle = self.make_leads(1, user_id=self.rep_a.id)
        self.busy = self.make_leads(1, user_id=self.rep_a.id)
        self.busy.activity_schedule('mail.mail_activity_data_todo', user_id=self.rep_b.id)
        self.closed = self.make_leads(1, user_id=self.rep_a.id, type='opportunity')
        self.closed.action_set_won()
        self.given_up = self.make_leads(1)
        self.given_up._change_status(self.status('unreachable'), self.reason('unreachable'))
        self.all = self.unowned | self.idle | self.busy | self.closed | self.given_up

    def find(self, operator, value, user=None):
        leads = self.env['crm.lead'].with_user(user or self.env.user)
        return leads.search([('follow_up_gap', operator, value), ('id', 'in', self.all.ids)])

    def test_what_is_missing(self):
        gaps = [lead.follow_up_gap for lead in self.all]
        self.assertEqual(gaps, ['owner', 'next_step', False, False, False])

    def test_search_finds_what_is_shown(self):
        for gap in ('owner', 'next_step', False):
            with self.subTest(gap=gap):
                shown = self.all.filtered(lambda lead, gap=gap: lead.follow_up_gap == gap)
                self.assertEqual(self.find('=', gap), shown.sorted())
                self.assertEqual(self.find('!=', gap), (self.all - shown).sorted())

    def test_activity_done_leaves_no_next_step(self):
        self.busy.activity_ids.action_feedback()
        self.busy.invalidate_recordset()
        self.assertEqual(self.busy.follow_up_gap, 'next_step')
        self.assertIn(self.busy, self.find('=', 'next_step'))

    def test_next_step_of_somebody_else_counts(self):
        self.assertFalse(self.busy.with_user(self.rep_a).follow_up_gap)
        self.assertNotIn(self.busy, self.find('=', 'next_step', user=self.rep_a))

    def test_question_to_the_leader_is_no_next_step(self):
        self.idle.team_id.user_id = self.leader
        self.idle.with_user(self.rep_a)._ask_leader("What may it cost?")
        self.assertTrue(self.idle.activity_ids)
        self.assertEqual(self.idle.follow_up_gap, 'next_step')
        self.assertIn(self.idle, self.find('=', 'next_step'))
        self.assertEqual(self.counts(self.leader)['3_follows_up', "Rep A"], (3, 1))

    def test_nothing_is_asked_where_nothing_is_set_up(self):
        self.env['lead.sla.policy'].with_context(active_test=False).search([]).unlink()
        self.plan.active = False
        self.env.invalidate_all()
        self.assertFalse(self.idle.follow_up_gap)
        self.assertFalse(self.find('=', 'next_step'))
        self.assertEqual(self.find('=', False), self.all.sorted())

    def counts(self, user):
        rows = self.env['lead.accountability.report'].with_user(user)
        return {
            (role, person.name): (leads, idle)
            for role, person, leads, idle in rows._read_group(
                [('lead_id', 'in', self.all.ids)],
                ['role', 'user_id'],
                ['lead_count:sum', 'no_next_step_count:sum'],
            )
        }

    def test_counts_per_role_and_person(self):
        (self.idle | self.busy).generated_by_id = self.marketer
        self.busy.qualified_by_id = self.rep_b
        (self.all - self.idle - self.busy).generated_by_id = False
        self.all.filtered(lambda lead: lead != self.busy).qualified_by_id = False
        self.env.flush_all()
        self.assertEqual(
            self.counts(self.leader),
            {
                ('1_generated', "Marketer"): (2, 1),
                ('2_qualified', "Rep B"): (1, 0),
                ('3_follows_up', "Rep A"): (3, 1),
                ('3_follows_up', False): (1, 1),
                ('4_closed', "Rep A"): (1, 0),
            },
        )

    def test_report_hides_what_the_lead_hides(self):
        self.env.flush_all()
        self.assertNotIn(('3_follows_up', "Rep A"), self.counts(self.rep_b))
        self.assertEqual(self.counts(self.rep_a)['3_follows_up', "Rep A"], (3, 1))
        row = self.env['lead.accountability.report'].search(
            [('lead_id', '=', self.idle.id), ('role', '=', '3_follows_up')]
        )
        self.assertEqual(row.with_user(self.rep_a).action_open_lead()['res_id'], self.idle.id)
