from unittest.mock import patch

from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import tagged
from odoo.tools import mute_logger


@tagged('post_install', '-at_install')
class TestDistribute(LeadDistributionCase):
    def test_new_lead_gets_the_next_rep(self):
        leads = self.give(4)
        self.assertEqual(self.owners(leads), [self.rep_a, self.rep_b] * 2)
        self.assertEqual(set(leads.mapped('distribution_state')), {'assigned'})
        self.assertTrue(all(leads.mapped('first_assigned_at')))

    def test_oldest_first(self):
        self.member(self.rep_a).daily_cap = 1
        self.rule.member_ids = [(2, self.member(self.rep_b).id)]
        older, younger = self.give(2)
        self.assertEqual(older.user_id, self.rep_a)
        self.assertFalse(younger.user_id)

    def test_creating_a_lead_wakes_the_run(self):
        triggers = self.env['ir.cron.trigger'].search_count([('cron_id', '=', self.cron.id)])
        self.make_leads(1)
        after = self.env['ir.cron.trigger'].search_count([('cron_id', '=', self.cron.id)])
        self.assertGreater(after, triggers)

    def test_first_matching_rule_decides(self):
        self.make_rule("Gold", self.rep_c, sequence=1, domain="[('name', 'ilike', 'gold')]")
        gold = self.give(1, name="Gold mine")
        plain = self.give(1, name="Coal mine")
        self.assertEqual(gold.user_id, self.rep_c)
        self.assertEqual(plain.user_id, self.rep_a)

    def test_team_of_the_rule_goes_with_the_lead(self):
        team = self.env['crm.team'].create({'name': "Web", 'use_leads': True})
        self.rule.team_id = team
        self.assertEqual(self.give().team_id, team)

    def test_hand_wins_over_the_machine(self):
        lead = self.make_leads(1)
        lead.with_user(self.leader).user_id = self.rep_c
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_c)
        self.assertEqual(lead.assignment_ids.origin, 'manual')

    def test_archived_rep_gets_nothing(self):
        self.rep_a.active = False
        self.assertEqual(set(self.owners(self.give(3))), {self.rep_b})

    def test_unavailable_rep_gets_nothing(self):
        self.rep_a.lead_available = False
        self.assertEqual(set(self.owners(self.give(3))), {self.rep_b})

    def test_daily_cap_counts_what_other_rules_gave(self):
        self.member(self.rep_a).daily_cap = 2
        self.make_rule("First", self.rep_a, sequence=1, domain="[('name', '=', 'First')]")
        self.give(2, name="First")
        self.assertEqual(set(self.owners(self.give(3))), {self.rep_b})

    def test_open_cap_counts_leads_held_for_whatever_reason(self):
        self.member(self.rep_a).open_cap = 1
        self.make_leads(1, user_id=self.rep_a.id)
        self.assertEqual(set(self.owners(self.give(3))), {self.rep_b})

    def test_batches_lose_nothing(self):
        leads = self.make_leads(7)
        self.env.flush_all()
        with (
            self.enter_registry_test_mode(),
            patch.object(
                type(self.env['ir.cron']),
                '_commit_progress',
                lambda *args, **kwargs: 10,
            ),
        ):
            self.env['crm.lead']._cron_distribute(batch_size=2)
        counts = [self.owners(leads).count(rep) for rep in (self.rep_a, self.rep_b)]
        self.assertEqual(sorted(counts), [3, 4])

    def test_lead_that_raises_does_not_stop_the_others(self):
        poison, *others = self.make_leads(3)
        create = type(self.env['crm.lead'])._prepare_assignment

        def fail(lead, origin, reason):
            if lead.id == poison.id:
                raise ValueError("poisoned")
            return create(lead, origin, reason)

        with (
            patch.object(type(self.env['crm.lead']), '_prepare_assignment', fail),
            mute_logger('odoo.addons.lead_distribution.models.assignment.crm_lead_run'),
        ):
            self.distribute()
        self.assertEqual(poison.distribution_state, 'error')
        self.assertIn("poisoned", poison.distribution_note)
        self.assertFalse(poison.user_id)
        self.assertTrue(all(lead.user_id for lead in others))
        self.assertEqual(sum(self.rule.member_ids.mapped('assigned_count')), 2)

    def test_failed_lead_is_tried_again_by_its_button(self):
        lead = self.make_leads(1)
        lead._write_distribution({'distribution_state': 'error'})
        self.distribute()
        self.assertFalse(lead.user_id)
        lead.with_user(self.leader).action_retry_distribution()
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_rule_whose_filter_breaks_does_not_stop_the_others(self):
        broken = self.make_rule("Broken", self.rep_c, sequence=1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE lead_distribution_rule SET domain = %s WHERE id = %s",
            ["[('gone', '=', 1)]", broken.id],
        )
        self.env.invalidate_all()
        with mute_logger('odoo.addons.lead_distribution.models.rule.lead_distribution_rule'):
            lead = self.give()
        self.assertEqual(lead.user_id, self.rep_a)
        self.assertIn('gone', broken.error_message)

    def test_queries_do_not_grow_with_the_leads(self):
        def queries(count):
            leads = self.make_leads(count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads._carry_out(leads._decide().decisions)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(5)
        few, many = queries(5), queries(50)
        self.assertLessEqual(many, few + 5)

    def test_new_owner_is_told_once_per_batch(self):
        with patch.object(type(self.env['res.users']), '_bus_send', autospec=True) as send:
            self.give(6)
        sent = [call.args for call in send.call_args_list if call.args[1] == 'simple_notification']
        self.assertEqual([user for user, _kind, _message in sent], [self.rep_a, self.rep_b])
        self.assertIn('3', sent[0][2]['message'])

    def test_chatter_shows_the_change_of_owner(self):
        self.env = self.env(context={**self.env.context, 'tracking_disable': False})
        lead = self.make_leads(1)
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.distribute()
        values = lead.message_ids[0].sudo().tracking_value_ids
        self.assertEqual(set(values.field_id.mapped('name')), {'user_id', 'lead_status_id'})
        self.assertIn("Rep A", values.mapped('new_value_char'))

    def test_lead_that_nobody_passed_is_passed_to_sales_with_its_owner(self):
        lead = self.make_leads(1)
        self.distribute()
        self.assertEqual(lead.lead_status_meaning, 'passed')
        self.assertTrue(lead.passed_at)
        self.assertFalse(lead.qualified_by_id, "nobody judged it")

    def test_new_owner_follows_the_lead(self):
        self.env = self.env(context={**self.env.context, 'tracking_disable': False})
        lead = self.give()
        self.assertIn(self.rep_a.partner_id, lead.message_partner_ids)

    def test_nobody_gets_a_mail_per_lead(self):
        self.env = self.env(context={**self.env.context, 'tracking_disable': False})
        before = self.env['mail.mail'].search_count([])
        self.give(6)  # each of the two gets one for all that came
        self.assertEqual(self.env['mail.mail'].search_count([]), before + 2)
