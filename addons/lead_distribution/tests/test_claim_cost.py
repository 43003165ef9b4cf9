from odoo.fields import Command
from odoo.tests import tagged

from .common_pool import PoolCase

CLAIM = 31
CLAIM_NEXT = 40
WRITE = 1


@tagged('post_install', '-at_install')
class TestClaimCost(PoolCase):
    """What a claim asks the database, which fifty reps at once wait for."""

    def setUp(self):
        super().setUp()
        self.pool = self.make_pool(daily_cap=100, open_cap=100)
        self.member_pool = self.pool.with_user(self.rep_a)
        # what Odoo keeps ready once somebody has claimed
        self.give().with_user(self.rep_a).action_claim()
        self.give()
        self.member_pool.action_claim_next()

    def forget(self):
        """Begin as a request does, which has read nothing."""
        self.env.flush_all()
        self.env.invalidate_all()

    def count(self, work):
        self.forget()
        start = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - start

    def test_a_claim_needs_no_more_queries_than_this(self):
        lead = self.give().with_user(self.rep_a)
        self.forget()
        with self.assertQueryCount(CLAIM):
            lead.action_claim()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_claim_next_needs_no_more_queries_than_this(self):
        lead = self.give()
        self.forget()
        with self.assertQueryCount(CLAIM_NEXT):
            self.member_pool.action_claim_next()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_a_claim_writes_the_lead_once(self):
        lead = self.give()
        cls, written = type(lead), []
        write = cls.write

        def spy(leads, vals):
            written.append(vals)
            return write(leads, vals)

        self.patch(cls, 'write', spy)
        lead.with_user(self.rep_a).action_claim()
        self.assertEqual(len(written), WRITE, written)

    def test_more_members_and_more_claims_cost_no_more(self):
        first, second = self.give(2).with_user(self.rep_a)
        few = self.count(first.action_claim)
        self.pool.user_ids += self.env['res.users'].create(
            [{'name': f"Rep {n}", 'login': f'claim_cost_{n}'} for n in range(20)]
        )
        self.give(5).with_user(self.rep_a).action_claim_many()
        self.assertLessEqual(self.count(second.action_claim), few)

    def test_a_claim_asks_for_the_lead_as_the_screens_do(self):
        later = {'open_after_minutes': 60}
        seniors = [Command.set(self.rep_a.ids)]
        self.pool.write({'senior_user_ids': seniors, 'senior_minutes': 60})
        shotgun = self.make_shotgun(
            [
                ("Near", "[('city', '=', 'North')]", self.north, {}),
                (
                    "Far",
                    "[]",
                    self.south,
                    {**later, 'fallback_team_ids': [Command.set(self.north.ids)]},
                ),
            ]
        )
        leads = self.give()
        self.env['lead.distribution.rule'].search([('pool_id', '=', self.pool.id)]).active = False
        leads += self.give(city='North') + self.give(2)
        self.assertEqual(leads[1:].pool_id, shotgun)
        leads[-1]._write_distribution({'pool_opened': True})
        claimers = leads._pool_claimers()
        for user in self.rep_a + self.rep_b + self.rep_c:
            offered = leads.filtered(lambda lead, user=user: user in claimers[lead])
            self.assertEqual(leads._offered_to(user), offered, user.name)
        self.assertEqual([len(claimers[lead]) for lead in leads], [1, 1, 1, 2])

    def test_what_was_just_written_reads_as_it_is_stored(self):
        lead = self.give()
        lead.with_user(self.rep_a).action_claim()
        for rows in (lead.assignment_ids, lead.status_change_ids):
            self.assertTrue(rows)
            said = rows.read(load=None)
            rows.invalidate_recordset()
            self.assertEqual(said, rows.read(load=None))

    def test_a_claim_gives_the_team_its_owner_is_in_now(self):
        def claimed_team():
            lead = self.give()
            lead.with_user(self.rep_c).action_claim()
            return lead.team_id

        self.pool.user_ids += self.rep_c
        self.assertNotEqual(claimed_team(), self.north)
        membership = self.env['crm.team.member'].create(
            {'crm_team_id': self.north.id, 'user_id': self.rep_c.id}
        )
        self.assertEqual(claimed_team(), self.north)
        membership.active = False
        self.assertNotEqual(claimed_team(), self.north)
        self.south.user_id = self.rep_c  # who leads a team is in it
        self.assertEqual(claimed_team(), self.south)
        self.south.active = False
        self.assertNotEqual(claimed_team(), self.south)
