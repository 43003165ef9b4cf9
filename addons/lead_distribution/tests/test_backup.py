from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_presence import PresenceCase

NOON = '2026-03-02 12:00'


@tagged('post_install', '-at_install')
class TestBackup(PresenceCase):
    """While I am away, my leads go to my backup: my turn, his work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep_a.lead_backup_id = cls.rep_c

    def test_turns_of_who_is_away_go_to_the_backup(self):
        self.set_presence(self.rep_a, 'away')
        leads = self.give(4)
        self.assertEqual(self.owners(leads), [self.rep_c, self.rep_b] * 2)
        self.assertEqual(self.member(self.rep_a).deficit, 2, "the turn is his")
        stint = leads[0].assignment_ids
        self.assertEqual(
            stint.explanation, "Rep C took the turn of Rep A in the rule Everything, as the backup."
        )
        self.assertIn("Rep A is not available", stint.exclusion_text)

    def test_turns_of_who_is_on_leave_go_to_the_backup(self):
        self.make_leave(self.rep_a, '2026-03-02 09:00:00', '2026-03-03 17:00:00')
        self.assertEqual(self.owners(self.give_at(NOON, 2)), [self.rep_c, self.rep_b])

    def test_busy_and_archived_have_no_backup(self):
        self.set_presence(self.rep_a, 'busy')
        self.assertEqual(set(self.owners(self.give(2))), {self.rep_b})
        self.set_presence(self.rep_a, 'away')
        self.rep_a.active = False
        self.assertEqual(set(self.owners(self.give(2))), {self.rep_b})

    def test_backup_who_cannot_does_not_get_it(self):
        self.set_presence(self.rep_a, 'away')
        for makes_unable in (
            lambda: self.set_presence(self.rep_c, 'busy'),
            lambda: setattr(self.rep_c, 'active', False),
        ):
            makes_unable()
            self.assertEqual(set(self.owners(self.give(2))), {self.rep_b})

    def test_backup_keeps_to_the_limits_of_the_place_and_to_the_own(self):
        self.set_presence(self.rep_a, 'away')
        self.member(self.rep_a).daily_cap = 2
        self.assertEqual(self.owners(self.give(6)).count(self.rep_c), 2)
        self.rep_a.lead_backup_id = self.rep_b
        self.member(self.rep_a).daily_cap = 0
        self.member(self.rep_b).daily_cap = 5
        self.give(3)
        self.assertEqual(self.rep_b._lead_loads()[self.rep_b.id].today, 5)

    def test_nobody_stands_in_for_the_backup(self):
        self.rule.member_ids = [(2, self.member(self.rep_b).id)]
        self.rep_c.lead_backup_id = self.rep_a
        for rep in self.rep_a + self.rep_c:
            self.set_presence(rep, 'away')
        self.assertEqual(self.give().distribution_state, 'waiting')

    def test_backup_of_the_fallback_person(self):
        (self.rep_a + self.rep_b).lead_available = False
        self.rule.write({'fallback': 'person', 'fallback_user_id': self.leader.id})
        self.leader.lead_backup_id = self.rep_c
        self.set_presence(self.leader, 'away')
        self.assertEqual(self.give().user_id, self.rep_c)

    def test_lead_taken_from_the_backup_gives_the_turn_back(self):
        self.set_presence(self.rep_a, 'away')
        lead = self.give()
        self.assertEqual(self.member(self.rep_a).deficit, 1)
        lead.with_user(self.leader).user_id = self.rep_b
        self.distribute()
        self.assertEqual(self.member(self.rep_a).deficit, 0)

    def test_nobody_is_the_own_backup(self):
        with self.assertRaisesRegex(ValidationError, "own backup"):
            self.rep_a.lead_backup_id = self.rep_a

    def test_backup_is_an_internal_user(self):
        portal = self.env['res.users'].create(
            {
                'name': "Guest",
                'login': 'guest_x',
                'group_ids': [(6, 0, self.env.ref('base.group_portal').ids)],
            }
        )
        with self.assertRaisesRegex(ValidationError, "internal"):
            self.rep_a.lead_backup_id = portal

    def test_rep_names_the_own_backup(self):
        self.rep_a.with_user(self.rep_a).lead_backup_id = self.rep_b
        self.assertEqual(self.rep_a.lead_backup_id, self.rep_b)
