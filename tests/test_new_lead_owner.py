"""Whose a new lead is, by the ways that other apps make one."""

import json

import pytest
import requests

from tests.client import Api, Web
from tools.harness import addons

SET_UP = """
import json
from datetime import datetime, timedelta
from odoo.tests import new_test_user
rights = 'sales_team.group_sale_salesman,im_livechat.im_livechat_group_user'
seller = new_test_user(env, 'seller', rights, password='seller-secret')
other = new_test_user(env, 'other', 'sales_team.group_sale_salesman')
shop = new_test_user(env, 'shop', 'sales_team.group_sale_salesman', lead_integration=True)
env['lead.distribution.rule'].create(
    {'name': 'All', 'member_ids': [(0, 0, {'user_id': other.id})]}
)
team = env['crm.team'].search([], limit=1)
team.user_id = env.ref('base.user_admin')
tomorrow = datetime.now() + timedelta(days=1)

def key(user, scope='rpc'):
    return env['res.users.apikeys'].with_user(user)._generate(scope, scope, tomorrow)

keys = {'plugin': key(seller, 'odoo.plugin.outlook'), 'phone': key(seller), 'shop': key(shop)}
partner = env['res.partner'].create({'name': 'Nadia', 'email': 'nadia@example.com'})
print('set up', json.dumps({**keys, 'partner': partner.id, 'seller': seller.id}))
env.cr.commit()
"""
OTHER_APPS = """
seller = env['res.users'].search([('login', '=', 'seller')])
channel = env['discuss.channel'].create(
    {'name': 'Visitor', 'channel_type': 'livechat', 'livechat_operator_id': seller.partner_id.id}
)
channel.with_user(seller).execute_command_lead(body='/lead Chat')
event = env['event.event'].create(
    {'name': 'Fair', 'date_begin': '2030-01-01', 'date_end': '2030-01-02'}
)
rule = {'name': 'Visitors', 'event_id': event.id, 'lead_creation_trigger': 'create'}
env['event.lead.rule'].create(rule)
env['event.registration'].with_user(env.ref('base.user_admin')).create(
    {'name': 'Guest', 'email': 'guest@example.com', 'event_id': event.id}
)
env.cr.commit()
"""


@pytest.fixture
def world(app_db, odoo_server, run_shell, psql):
    """Give a server with these apps and no cron, and what the ways to it need."""
    db = app_db(*addons.apps())
    facts = json.loads(run_shell(db, SET_UP).split('set up ')[1].splitlines()[0])
    server = odoo_server(db, max_cron_threads=0)

    def lead(name):
        query = 'SELECT user_id, distribution_state FROM crm_lead WHERE name LIKE %s'
        [row] = psql(db, query, [name])
        return row

    return facts | {
        'db': db,
        'url': server.url,
        'lead': lead,
        'run': lambda code: run_shell(db, code),
    }


def test_each_app_makes_leads_of_the_right_person(world):
    own, distributed = (world['seller'], 'assigned'), (None, 'pending')

    headers = {'Authorization': world['plugin']}
    params = {
        'partner_id': world['partner'],
        'email_subject': "From the plugin",
        'email_body': "Hello",
    }
    answer = requests.post(
        f'{world["url"]}/mail_plugin/lead/create',
        json={'params': params},
        headers=headers,
        timeout=60,
    )
    assert 'result' in answer.json(), answer.text
    lead_id = answer.json()['result']['lead_id']
    assert world['lead']("From the plugin") == own
    web = Web(world['url'], world['db'], 'seller', 'seller-secret')
    assert web.read('crm.lead', lead_id, 'name')['name'] == "From the plugin"

    Api(world['url'], world['phone']).call('crm.lead', 'create', vals_list=[{'name': "Phone"}])
    assert world['lead']("Phone") == own
    web.call('crm.lead', 'create', [{'name': "Session"}])
    assert world['lead']("Session") == own
    Api(world['url'], world['shop']).call('crm.lead', 'create', vals_list=[{'name': "Cart"}])
    assert world['lead']("Cart") == distributed

    form = {'name': "Web form", 'email_from': 'huda@example.com', 'contact_name': "Huda"}
    answer = requests.post(f'{world["url"]}/website/form/crm.lead', data=form, timeout=60)
    assert answer.json().get('id'), answer.text
    assert world['lead']("Web form") == distributed

    world['run'](OTHER_APPS)
    assert world['lead']("Chat") == distributed
    assert world['lead']("Fair - Guest") == distributed
