from datetime import datetime, timedelta

from psycopg2 import errors

from odoo.addons.lead_qualification.tests.common import SALESMAN
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common_presence import PresenceCase


@tagged('post_install', '-at_install')
class TestPresence(PresenceCase):
    """Available, busy, away until: who may set it, what it does, and that it ends."""

    def log(self, rep):
        return self.env['lead.presence'].search([('user_id', '=', rep.id)])

    def test_busy_and_away_get_nothing(self):
        for state in ('busy', 'away'):
            with self.subTest(state):
                self.set_presence(self.rep_a, state)
                self.assertEqual(set(self.owners(self.give(3))), {self.rep_b})

    def test_busy_and_away_claim_nothing(self):
        self.make_pool()
        lead = self.give()
        for state in ('busy', 'away'):
            self.set_presence(self.rep_a, state)
            with self.subTest(state), self.assertRaisesRegex(UserError, "Switch to Available"):
                lead.with_user(self.rep_a).action_claim()
        self.set_presence(self.rep_a, 'available')
        lead.with_user(self.rep_a).action_claim()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_each_change_is_logged(self):
        with self.at('2026-03-02 10:00'):
            self.set_presence(self.rep_a, 'away', '2026-03-02 12:00:00', self.leader)
        self.assertRecordValues(
            self.log(self.rep_a),
            [
                {
                    'state': 'away',
                    'until': datetime(2026, 3, 2, 12),
                    'date': datetime(2026, 3, 2, 10),
                    'set_by_id': self.leader.id,
                }
            ],
        )

    def test_answer_says_what_is_set(self):
        with self.at('2026-03-02 10:00'):
            said = self.rep_a.with_user(self.rep_a).action_set_lead_presence('away', 'hour')
        self.assertEqual(said, [{'state': 'away', 'until': '2026-03-02 11:00:00'}])

    def test_nobody_signs_as_the_system(self):
        rep = self.rep_a.with_user(self.rep_a).with_context(lead_presence_over=True)
        rep.action_set_lead_presence('busy')
        rep.lead_presence = 'away'
        self.assertEqual(self.log(self.rep_a).mapped('set_by_id.id'), [self.rep_a.id])
        self.assertTrue(all(row.set_by_id for row in self.log(self.rep_a)))

    def test_same_again_is_no_change(self):
        self.set_presence(self.rep_a, 'busy')
        self.set_presence(self.rep_a, 'busy')
        self.assertEqual(len(self.log(self.rep_a)), 1)

    def test_away_wakes_the_cron_at_its_end(self):
        with self.at('2026-03-02 10:00'):
            self.set_presence(self.rep_a, 'away', 'hour')
        self.assertIn(datetime(2026, 3, 2, 11), self.triggers(self.presence_cron))

    def test_away_ends_by_itself_and_wakes_waiting_leads(self):
        self.rule.member_ids = [(2, self.member(self.rep_b).id)]
        with self.at('2026-03-02 10:00'):
            self.set_presence(self.rep_a, 'away', 'hour')
        lead = self.give_at('2026-03-02 10:05')
        self.assertEqual(lead.distribution_state, 'waiting')
        self.assertEqual(lead.next_try_at, datetime(2026, 3, 2, 11))
        self.run_presence('2026-03-02 10:59')
        self.assertEqual(self.rep_a.lead_presence, 'away')
        self.run_presence('2026-03-02 11:00')
        self.assertTrue(self.rep_a.lead_available)
        self.assertFalse(self.rep_a.lead_presence_until)
        self.assertFalse(self.log(self.rep_a)[0].set_by_id, "by itself")
        with self.at('2026-03-02 11:00'):
            self.distribute()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_away_until_tomorrow_is_the_beginning_of_work(self):
        for moment, end in (
            ('2026-03-02 10:00', datetime(2026, 3, 3, 9)),
            ('2026-03-06 10:00', datetime(2026, 3, 9, 9)),  # a Friday
        ):
            with self.subTest(moment), self.at(moment):
                self.set_presence(self.rep_a, 'away', 'tomorrow')
                self.assertEqual(self.rep_a.lead_presence_until, end)

    def test_tomorrow_is_that_of_the_rep(self):
        self.rep_a.tz = 'Asia/Dubai'
        with self.at('2026-03-02 21:00'):  # Tuesday, one in the morning in Dubai
            self.set_presence(self.rep_a, 'away', 'tomorrow')
        self.assertEqual(self.rep_a.lead_presence_until, datetime(2026, 3, 4, 5))

    def test_tomorrow_without_working_hours_is_eight(self):
        self.office.attendance_ids.unlink()
        with self.at('2026-03-02 10:00'):
            self.set_presence(self.rep_a, 'away', 'tomorrow')
        self.assertEqual(self.rep_a.lead_presence_until, datetime(2026, 3, 3, 8))

    def test_end_in_the_past_is_refused(self):
        with self.at('2026-03-02 10:00'), self.assertRaisesRegex(UserError, "Until"):
            self.set_presence(self.rep_a, 'away', '2026-03-02 09:59:00')

    def test_nonsense_is_refused(self):
        ends = (('away', "soon"), ('away', "2026-13-45"))
        for state, until in (('asleep', False), ('', 1), (['away'], False), *ends):
            with self.subTest(state=state, until=until), self.assertRaises(UserError):
                self.set_presence(self.rep_a, state, until)
        with self.assertRaisesRegex(UserError, "whole numbers above 0"):
            self.rep_a.browse([None]).action_set_lead_presence('busy')

    @mute_logger('odoo.sql_db')
    def test_available_has_no_end(self):
        with self.assertRaises(errors.CheckViolation):
            self.rep_a.lead_presence_until = datetime.now() + timedelta(days=1)
            self.env.flush_all()

    def test_old_switch_is_the_same(self):
        self.rep_a.with_user(self.rep_a).lead_available = False
        self.assertEqual(self.rep_a.lead_presence, 'busy')
        self.rep_a.with_user(self.rep_a).lead_available = True
        self.assertEqual(self.rep_a.lead_presence, 'available')
        self.assertEqual(self.log(self.rep_a).mapped('state'), ['available', 'busy'])

    def test_change_reaches_the_other_tabs(self):
        self.env['bus.bus'].search([]).unlink()
        self.set_presence(self.rep_a, 'busy', user=self.leader)
        self.env.cr.precommit.run()
        [message] = self.env['bus.bus'].search([('message', 'ilike', 'lead_presence')])
        self.assertIn('"busy"', message.message)
        self.assertIn(f'{self.rep_a.partner_id.id}', message.channel)


@tagged('post_install', '-at_install')
class TestPresenceRights(PresenceCase):
    """Reps switch themselves, leaders their team, sales administrators everybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_leader = new_test_user(cls.env, 'tl', SALESMAN, name="Team Leader")
        cls.stranger = new_test_user(cls.env, 'stranger', SALESMAN, name="Leader of Others")
        cls.team.user_id = cls.team_leader
        cls.env['crm.team'].create({'name': "Others", 'user_id': cls.stranger.id})

    def test_who_may_set_whom(self):
        for user, rep, allowed in (
            (self.rep_a, self.rep_a, True),
            (self.rep_a, self.rep_b, False),
            (self.team_leader, self.rep_a, True),
            (self.team_leader, self.rep_c, False),
            (self.stranger, self.rep_a, False),
            (self.leader, self.rep_c, True),
            (self.marketer, self.rep_a, False),
        ):
            rep.lead_presence = 'available'
            with self.subTest(user=user.name, rep=rep.name):
                self.assertEqual(rep.with_user(user).may_set_lead_presence, allowed)
                if allowed:
                    self.set_presence(rep, 'busy', user=user)
                    self.assertEqual(rep.lead_presence, 'busy')
                    continue
                with self.assertRaisesRegex(AccessError, rep.name):
                    self.set_presence(rep, 'busy', user=user)
                with self.assertRaises(AccessError):
                    rep.with_user(user).write({'lead_presence': 'busy'})

    def test_wizard_gives_no_more_rights(self):
        Wizard = self.env['lead.presence.wizard']
        values = {'user_ids': [(6, 0, (self.rep_a + self.rep_c).ids)], 'state': 'busy'}
        with self.assertRaisesRegex(AccessError, "Rep C"):
            Wizard.with_user(self.team_leader).create(values).action_apply()
        self.assertEqual(self.rep_a.lead_presence, 'available')
        Wizard.with_user(self.leader).create(values).action_apply()
        self.assertEqual(set((self.rep_a + self.rep_c).mapped('lead_presence')), {'busy'})

    def test_wizard_is_about_oneself_by_default(self):
        wizard = self.env['lead.presence.wizard'].with_user(self.rep_a).create({})
        wizard.action_apply()
        self.assertEqual(self.rep_a.lead_presence, 'away')

    def test_log_is_read_by_those_it_concerns_and_written_by_nobody(self):
        self.set_presence(self.rep_a, 'busy')
        self.set_presence(self.rep_c, 'busy')
        rows = self.env['lead.presence'].search([('user_id', 'in', (self.rep_a + self.rep_c).ids)])
        for user, seen in (
            (self.rep_a, self.rep_a),
            (self.rep_b, self.env['res.users']),
            (self.team_leader, self.rep_a),
            (self.leader, self.rep_a + self.rep_c),
        ):
            with self.subTest(user.name):
                mine = rows.with_user(user).search([('id', 'in', rows.ids)])
                self.assertEqual(mine.sudo().user_id, seen)
                for operation in ('create', 'write', 'unlink'):
                    self.assertFalse(mine.browse().has_access(operation))

    def test_log_of_another_company_is_hidden(self):
        other = self.env['res.company'].create({'name': "Elsewhere"})
        abroad = new_test_user(
            self.env, 'abroad', SALESMAN, company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        self.set_presence(abroad, 'busy')
        seen = self.env['lead.presence'].with_user(self.leader).search([])
        self.assertNotIn(abroad, seen.sudo().user_id)

    def test_leader_of_another_company_cannot_switch(self):
        other = self.env['res.company'].create({'name': "Elsewhere"})
        abroad = new_test_user(
            self.env, 'abroad', SALESMAN, company_id=other.id, company_ids=[(6, 0, other.ids)]
        )
        with self.assertRaises(AccessError):
            self.set_presence(abroad, 'busy', user=self.leader)

    def test_those_who_receive_leads_have_the_switch(self):
        pool_member = new_test_user(self.env, 'pooler', SALESMAN)
        fallback = new_test_user(self.env, 'fallback', SALESMAN)
        backup = new_test_user(self.env, 'backup', SALESMAN)
        self.make_pool(members=pool_member)
        self.rule.write({'fallback': 'person', 'fallback_user_id': fallback.id})
        self.rep_a.lead_backup_id = backup
        receivers = self.rep_a + self.rep_b + pool_member + fallback + backup
        for user in receivers + self.rep_c + self.leader:
            with self.subTest(user.login):
                self.assertEqual(user.with_user(user).receives_leads, user in receivers)
        self.rule.active = False
        self.env.invalidate_all()
        self.assertFalse(self.rep_a.receives_leads)
