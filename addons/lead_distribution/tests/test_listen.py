import json

from websocket import WebSocketTimeoutException

from odoo.addons.bus.tests.common import WebsocketCase
from odoo.tests import tagged

from .common_alert import LeadAlertCase


@tagged('post_install', '-at_install')
class TestListen(WebsocketCase, LeadAlertCase):
    """Web clients ask to hear when leads of a pool go; those of its people are let in."""

    def setUp(self):
        super().setUp()
        self.pool = self.make_pool('blind_pull')

    def hears(self, user):
        """Tell whether a web client of the user hears of the pool after it has asked to."""
        session = self.authenticate(user.login, user.login)
        client = self.websocket_connect(cookie=f'session_id={session.sid}')
        asked = [f'lead.pool_{self.pool.id}', 'lead.pool_x']
        self.subscribe(client, asked, self.env['bus.bus']._bus_last_id())
        self.pool._tell_gone(self.env['crm.lead'])
        self.trigger_notification_dispatching([self.pool])
        client.settimeout(2)
        try:
            told = json.loads(client.recv())
        except WebSocketTimeoutException:
            return False
        return [one['message']['type'] for one in told] == ['lead_pool_gone']

    def test_members_hear_of_their_pool(self):
        self.assertTrue(self.hears(self.rep_a))

    def test_nobody_else_does(self):
        for user in self.rep_c + self.marketer + self.leader:
            self.assertFalse(self.hears(user), user.name)
