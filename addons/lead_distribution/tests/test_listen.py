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

    def test_so_do_those_who_manage_it(self):
        self.assertTrue(self.hears(self.leader))
        other = self.env['res.company'].create({'name': "Other"})
        self.pool.write({'company_id': other.id, 'user_ids': [(5,)], 'team_ids': [(5,)]})
        self.assertFalse(self.hears(self.leader))

    def test_nobody_else_does(self):
        for user in self.rep_c + self.marketer:
            self.assertFalse(self.hears(user), user.name)

    def test_the_page_tells_of_which_pools_to_hear(self):
        for user, pools in ((self.rep_a, self.pool), (self.leader, self.pool), (self.rep_c, None)):
            self.authenticate(user.login, user.login)
            info = self.make_jsonrpc_request('/web/session/get_session_info')
            self.assertEqual(info.get('lead_pool_ids'), pools and pools.ids, user.name)
            self.assertEqual('lead_alerts' in info, user == self.rep_a, user.name)
