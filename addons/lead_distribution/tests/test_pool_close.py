from contextlib import contextmanager

from odoo.addons.lead_distribution.tests.common import SALESMAN
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common_pool import PoolCase

ALL_LEADS = 'sales_team.group_sale_salesman_all_leads'


@tagged('post_install', '-at_install')
class TestPoolClose(PoolCase):
    """A pool is left by a claim, by leaders and marketers, and by no back door.

    rep_a     may claim from the pool
    rep_c     may write its leads, which have no owner, but is no member
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pool = cls.make_pool(members=cls.rep_a)
        cls.won = cls.env['crm.stage'].search([('is_won', '=', True)], limit=1)

    def closings(self, meanings=('recycle', 'unreachable', 'trash', 'qualified')):
        """Yield ``(name, a function that closes a lead)`` of every way to close one."""
        for meaning in meanings:
            reason = self.reason(meaning) if meaning != 'qualified' else self.reason('trash')
            vals = {'lead_status_id': self.status(meaning).id}
            if meaning != 'qualified':
                vals['lead_status_reason_id'] = reason.id
            yield meaning, lambda lead, vals=vals: lead.write(vals)
        yield 'archived', lambda lead: lead.write({'active': False})
        yield 'lost', lambda lead: lead.action_set_lost()
        yield 'won', lambda lead: lead.action_set_won()
        yield 'stage', lambda lead: lead.write({'stage_id': self.won.id})
        yield 'imported', lambda lead: self.load(lead, active='False')
        yield 'converted', self.convert

    @contextmanager
    def refused(self, sentence):
        """Check that what is done is refused with this sentence and undone."""
        with self.assertRaises(UserError) as caught:
            yield
        self.assertIn(sentence, str(caught.exception))

    def load(self, lead, **vals):
        values = {'.id': str(lead.id), **vals}
        result = lead.browse().load(list(values), [list(values.values())])
        for message in result['messages']:
            raise UserError(message['message'])

    def convert(self, lead):
        wizard = lead.env['crm.lead2opportunity.partner'].with_context(
            active_model='crm.lead', active_id=lead.id, active_ids=lead.ids
        )
        wizard.create({'name': 'convert', 'action': 'exist', 'user_id': False}).action_apply()

    def reopen(self, lead):
        """Open a lead again, by whatever way it was closed."""
        lead.action_unarchive()
        vals = {'stage_id': self.env['crm.stage'].search([('is_won', '=', False)], limit=1).id}
        if lead.lead_status_meaning not in ('new', 'passed', 'accepted'):
            vals['lead_status_id'] = self.status('new').id
        lead.write(vals)

    def test_whoever_is_not_offered_a_lead_does_not_close_it(self):
        for name, close in self.closings():
            with self.subTest(name):
                lead = self.give()
                self.assertEqual(lead.pool_id, self.pool)
                with self.refused("may claim it there can close it"):
                    close(lead.with_user(self.rep_c))
                self.env.invalidate_all()
                self.assertEqual(lead.pool_id, self.pool)
                self.assertTrue(lead._is_open())

    def test_closing_ends_the_stay(self):
        for name, close in self.closings():
            with self.subTest(name):
                lead = self.give()
                close(lead.with_user(self.rep_a))
                self.assertRecordValues(
                    lead,
                    [{'pool_id': False, 'distribution_state': False, 'pool_left_id': self.pool.id}],
                )
                with self.assertRaises(UserError):
                    lead.with_user(self.rep_a).action_claim()

    def test_closed_lead_is_nobodys_to_take(self):
        for name, close in self.closings():
            for rep in (self.rep_a, self.rep_c):
                with self.subTest(name, rep=rep.name):
                    lead = self.give()
                    close(lead.with_user(self.rep_a))
                    with self.refused("Claim it there"):
                        lead.with_user(rep).user_id = rep
                    with self.refused("Claim it there"):
                        lead.with_user(rep).write({'active': True, 'user_id': rep.id})

    def test_reopened_lead_is_back_in_its_pool(self):
        for name, close in self.closings():
            with self.subTest(name):
                lead = self.give()
                close(lead.with_user(self.rep_a))
                self.reopen(lead.with_user(self.rep_c))
                self.assertRecordValues(
                    lead,
                    [
                        {
                            'pool_id': self.pool.id,
                            'distribution_state': 'pool',
                            'pool_left_id': False,
                            'user_id': False,
                        }
                    ],
                )
                self.assertIn("back in the pool Pool", lead.distribution_note)
                with self.refused("Claim it there"):
                    lead.with_user(self.rep_c).user_id = self.rep_c
                lead.with_user(self.rep_a).action_claim()
                self.assertEqual(lead.user_id, self.rep_a)

    def test_leaders_and_marketers_close_and_give(self):
        for user in (self.leader, self.marketer):
            with self.subTest(user.name):
                lead = self.give()
                lead.with_user(user).write(
                    {
                        'lead_status_id': self.status('recycle').id,
                        'lead_status_reason_id': self.reason('recycle').id,
                    }
                )
                self.assertFalse(lead.pool_id)
                self.reopen(lead.with_user(user))
                self.assertEqual(lead.pool_id, self.pool)
        lead.with_user(self.leader).active = False
        lead.with_user(self.leader).write({'active': True, 'user_id': self.rep_c.id})
        self.assertEqual(lead.user_id, self.rep_c)
        self.assertFalse(lead.pool_left_id)

    def test_woken_lead_is_distributed_anew_and_is_not_taken_meanwhile(self):
        lead = self.give()
        lead.with_user(self.rep_a)._change_status(self.status('recycle'), self.reason('recycle'))
        lead._follow_to(self.status('new'))
        self.assertEqual(lead.distribution_state, 'pending')
        with self.refused("Claim it there"):
            lead.with_user(self.rep_c).user_id = self.rep_c
        self.distribute()
        self.assertEqual(lead.pool_id, self.pool)
        self.assertFalse(lead.pool_left_id)

    def test_leader_of_another_team_does_not_move_a_lead_there_to_take_it(self):
        boss = new_test_user(self.env, 'boss_x', ALL_LEADS)
        self.north.user_id = boss
        lead = self.give()
        with self.refused("Claim it there"):
            lead.with_user(boss).team_id = self.north
        lead.with_user(boss).team_id = self.south
        self.assertEqual(lead.pool_id, self.pool)

    def test_type_and_pool_are_no_way_out(self):
        lead = self.give()
        lead.with_user(self.rep_c).type = 'opportunity'
        self.assertEqual(lead.pool_id, self.pool)
        for vals in ({'pool_id': False}, {'pool_left_id': False}):
            with self.refused("Distribution decides these fields"):
                lead.with_user(self.rep_c).write(vals)

    def test_merging_a_closed_lead_is_no_claim(self):
        mine = self.make_leads(1, user_id=self.rep_c.id)
        lead = self.give()
        lead.with_user(self.rep_a).active = False
        with self.refused("Claim it there"):
            (mine + lead).with_user(self.rep_c).merge_opportunity()

    def test_lead_that_no_segment_takes_any_more_is_not_taken_by_hand(self):
        sells = new_test_user(self.env, 'sells_x', SALESMAN)
        self.make_shotgun(
            [("Big", "[('expected_revenue', '>', 100)]", self.north, {})], sequence=0, name="Guns"
        )
        self.Rule.search([('pool_id.name', '=', "Guns")]).sequence = 0
        lead = self.give(expected_revenue=500)
        self.assertEqual(lead.pool_id.name, "Guns")
        lead.with_user(self.rep_a).expected_revenue = 1
        self.assertEqual(lead.distribution_state, 'unmatched')
        for rep in (self.rep_a, sells):
            with self.refused("Claim it there"):
                lead.with_user(rep).user_id = rep


@tagged('post_install', '-at_install')
class TestRestore(PoolCase):
    """A closed lead that has got another owner can be restored."""

    def test_archived_and_lost_leads_are_restored_with_another_owner(self):
        for name, user in (('archive', self.rep_b), ('lost', self.leader)):
            with self.subTest(name):
                lead = self.give()
                lead.user_id = self.rep_a
                if name == 'lost':
                    lead.with_user(self.rep_a).action_set_lost()
                else:
                    lead.with_user(self.rep_a).active = False
                lead.with_user(self.leader).user_id = self.rep_b
                self.env.flush_all()
                self.assertFalse(self.stints(lead).filtered(lambda s: not s.released_at))
                lead.with_user(user).action_unarchive()
                self.env.flush_all()
                self.assertEqual(lead.user_id, self.rep_b)
                [stint] = self.stints(lead).filtered(lambda stint: not stint.released_at)
                self.assertEqual((stint.user_id, stint.reason), (self.rep_b, 'restored'))

    def test_stint_that_was_opened_on_an_archived_lead_ends_when_it_is_restored(self):
        """Databases have such stints from before."""
        lead = self.give()
        lead.user_id = self.rep_a
        lead.active = False
        lead.sudo()._log_owners('manual')
        lead.with_user(self.rep_a).active = True
        self.env.flush_all()
        self.assertEqual(len(self.stints(lead).filtered(lambda stint: not stint.released_at)), 1)

    def test_restored_and_given_at_once(self):
        lead = self.give()
        lead.user_id = self.rep_a
        lead.active = False
        lead.with_user(self.leader).write({'active': True, 'user_id': self.rep_b.id})
        lead.with_user(self.leader).write({'user_id': False, 'team_id': self.north.id})
        lead.with_user(self.leader).write({'active': False})
        lead.with_user(self.leader).write({'active': True})
        self.env.flush_all()
        self.assertFalse(lead.user_id)

    def test_owner_of_a_lead_created_archived_is_logged_when_it_is_restored(self):
        lead = self.make_leads(1, active=False, user_id=self.rep_a.id)
        lead.user_id = self.rep_b
        lead.active = True
        self.env.flush_all()
        self.assertEqual(self.stints(lead).user_id, self.rep_b)
