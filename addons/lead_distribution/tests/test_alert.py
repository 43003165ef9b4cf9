from odoo.tests import tagged

from .common_alert import LeadAlertCase


@tagged('post_install', '-at_install')
class TestAlert(LeadAlertCase):
    """Who is told of a lead in a pool, and what."""

    def setUp(self):
        super().setUp()
        self.pool = self.make_pool('shark_tank')

    def test_every_member_is_told_at_once(self):
        self.give(name="Lamps", partner_name="Florist", country_id=self.env.ref('base.fr').id)
        for rep in self.rep_a + self.rep_b:
            [alert] = self.heard(rep)
            self.assertEqual(alert['pool']['name'], "Pool")
            self.assertIn("Shark tank", alert['pool']['why'])
            self.assertEqual(alert['more'], 0)
            [line] = alert['leads']
            self.assertEqual(
                (line['name'], line['customer'], line['country']), ("Lamps", "Florist", "France")
            )

    def test_nobody_else_is_told(self):
        self.give()
        for user in self.rep_c + self.leader + self.marketer:
            self.assertFalse(self.heard(user), user.name)

    def test_who_is_away_busy_or_quiet_is_not_told(self):
        self.rep_a.lead_presence = 'busy'
        self.rep_b.lead_quiet = True
        self.give()
        self.assertFalse(self.heard(self.rep_a) + self.heard(self.rep_b))

    def test_who_has_no_room_is_not_told(self):
        self.pool.open_cap = 1
        self.make_leads(1, user_id=self.rep_a.id)
        self.give()
        self.assertFalse(self.heard(self.rep_a))
        self.assertTrue(self.heard(self.rep_b))

    def test_who_had_the_lead_and_let_it_go_is_not_told(self):
        lead = self.give()
        lead.with_user(self.rep_a).action_claim()
        lead._release('returned')
        lead._enqueue_distribution()
        self.distribute()
        self.assertEqual(lead.pool_id, self.pool)
        self.assertEqual(len(self.heard(self.rep_a)), 1)
        self.assertEqual(len(self.heard(self.rep_b)), 2)

    def test_marketers_in_a_pool_are_not_told(self):
        self.pool.user_ids += self.marketer
        self.give()
        self.assertFalse(self.heard(self.marketer))

    def test_a_batch_is_one_alert(self):
        self.give(12)
        [alert] = self.heard(self.rep_a)
        self.assertEqual(len(alert['leads']) + alert['more'], 12)
        self.assertLess(len(alert['leads']), 12)

    def test_an_alert_names_only_what_its_reader_may_read(self):
        self.env['ir.rule'].create(
            {
                'name': "Rep A reads no lamps",
                'model_id': self.env['ir.model']._get_id('crm.lead'),
                'domain_force': f"[(1, '=', 1)] if user.id != {self.rep_a.id} "
                "else [('name', '!=', 'Lamps')]",
            }
        )
        self.give(name="Lamps")
        [alert] = self.heard(self.rep_a)
        self.assertEqual((alert['leads'], alert['more']), ([], 1))
        self.assertEqual(self.names(self.rep_b), ["Lamps"])

    def test_all_members_hear_when_a_lead_is_claimed(self):
        lead = self.give()
        lead.with_user(self.rep_a).action_claim()
        self.assertEqual(
            self.heard(self.pool, 'lead_pool_gone'),
            [{'pool_id': self.pool.id, 'lead_ids': lead.ids, 'count': 1}],
        )

    def test_members_hear_when_a_lead_is_taken_archived_or_deleted(self):
        taken, archived, deleted = self.give(3)
        taken.user_id = self.rep_c
        archived.action_archive()
        gone = [taken.id, archived.id, deleted.id]
        deleted.unlink()
        rows = self.heard(self.pool, 'lead_pool_gone')
        self.assertEqual([lead_id for row in rows for lead_id in row['lead_ids']], gone)

    def test_only_a_shark_tank_rings(self):
        self.pool.method = 'cherry_pick'
        self.give()
        self.assertFalse(self.heard(self.rep_a))

    def test_any_pool_rings_when_a_lead_is_announced_again(self):
        self.pool.method = 'cherry_pick'
        self.give(name="Lamps")._after_pooled('again')
        self.assertEqual(self.names(self.rep_a), ["Lamps"])

    def test_blind_leads_are_a_number_at_most(self):
        self.pool.method = 'blind_pull'
        leads = self.give(2, name="Lamps")
        leads._after_pooled('again')
        [alert] = self.heard(self.rep_a)
        self.assertEqual((alert['leads'], alert['more']), ([], 2))
        leads[0].user_id = self.rep_c
        [gone] = self.heard(self.pool, 'lead_pool_gone')
        self.assertEqual((gone['lead_ids'], gone['count']), ([], 1))

    def test_a_broken_alert_takes_no_lead_back(self):
        self.patch(type(self.env['crm.lead']), '_announce', lambda leads: 1 / 0)
        with self.assertLogs('odoo.addons.lead_distribution.models.pool.lead_pool_alert', 'ERROR'):
            lead = self.give()
        self.assertEqual(lead.pool_id, self.pool)


@tagged('post_install', '-at_install')
class TestPendingAlerts(LeadAlertCase):
    """What a web client is told when it starts."""

    def setUp(self):
        super().setUp()
        self.pool = self.make_pool('shark_tank')
        self.lead = self.give(name="Lamps")

    def test_pending_is_what_the_bus_brought(self):
        self.assertEqual(self.pending(self.rep_a), self.heard(self.rep_a))

    def test_what_is_claimed_is_not_pending(self):
        self.lead.with_user(self.rep_b).action_claim()
        self.assertFalse(self.pending(self.rep_a))

    def test_strangers_have_none(self):
        for user in self.rep_c + self.leader + self.marketer:
            self.assertFalse(self.pending(user), user.name)

    def test_quiet_or_away_means_none(self):
        self.rep_a.lead_quiet = True
        self.rep_b.lead_presence = 'away'
        self.assertFalse(self.pending(self.rep_a) + self.pending(self.rep_b))

    def test_seniors_first(self):
        self.pool.write({'senior_user_ids': [(4, self.rep_b.id)], 'senior_minutes': 5})
        lead = self.give(name="Desks")
        self.assertNotIn("Desks", self.names(self.rep_a))
        self.assertIn("Desks", self.names(self.rep_b))
        [alert] = self.pending(self.rep_a)
        self.assertEqual([line['name'] for line in alert['leads']], ["Lamps"])
        self.assertFalse(lead.with_user(self.rep_a).is_claimable)

    def test_a_full_pool_is_counted_not_listed(self):
        self.give(12)
        [alert] = self.pending(self.rep_a)
        self.assertEqual((len(alert['leads']), alert['more']), (5, 8))

    def test_queries_do_not_grow_with_the_leads(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.pending(self.rep_a)
            return self.env.cr.sql_log_count - before

        self.pending(self.rep_a)
        few = count()
        self.give(30)
        self.assertLessEqual(count(), few + 2)
