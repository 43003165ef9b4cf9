"""The switch of the reps and the list of their leader, in the real browser."""

from odoo.tests import HttpCase, tagged

from .common import LeadDistributionCase


class PresenceTourCase(LeadDistributionCase, HttpCase):
    def switch(self, way, user=None, url='/odoo'):
        """Run the tour of one ``way`` to switch, and return what Rep A's log says."""
        self.start_tour(url, f'lead_presence_{way}', login=(user or self.rep_a).login)
        self.env.invalidate_all()
        rows = self.env['lead.presence'].search([('user_id', '=', self.rep_a.id)], order='id')
        return rows.mapped('state')

    def bar_of(self, user):
        self.authenticate(user.login, user.login)
        return 'lead_presence' in self.url_open('/odoo').text


@tagged('post_install', '-at_install')
class TestPresenceTour(PresenceTourCase):
    def test_switch_by_mouse(self):
        states = self.switch('mouse')
        self.assertEqual(states, ['busy', 'available', 'away', 'available'])

    def test_switch_by_keyboard(self):
        self.assertEqual(self.switch('keyboard'), ['busy'])

    def test_leader_switches_others(self):
        self.switch('leader', self.leader, '/odoo/lead-availability')
        self.assertEqual(self.rep_a.lead_presence, 'busy')
        self.assertEqual(self.rep_b.lead_presence, 'away')

    def test_only_who_receives_leads_has_the_switch(self):
        for user, expected in ((self.rep_a, True), (self.rep_c, False), (self.marketer, False)):
            with self.subTest(user.name):
                self.assertEqual(self.bar_of(user), expected)


@tagged('post_install', '-at_install')
class TestPresenceOnThePhone(PresenceTourCase):
    browser_size = '390x844'
    touch_enabled = True

    def test_switch_by_thumb(self):
        self.assertEqual(self.switch('mouse')[:2], ['busy', 'available'])
