import json

import pytest

OURS = ('lead_qualification', 'lead_distribution', 'lead_sla')

EXISTING_LEADS = """
from odoo.tests import new_test_user
rep = new_test_user(env, 'rep', 'sales_team.group_sale_salesman')
leads = env['crm.lead'].create([
    {'name': 'unowned', 'type': 'lead', 'user_id': False},
    {'name': 'owned', 'type': 'lead', 'user_id': rep.id},
    {'name': 'opportunity', 'type': 'opportunity', 'user_id': rep.id},
    {'name': 'unowned opportunity', 'type': 'opportunity', 'user_id': False},
    {'name': 'won', 'type': 'opportunity', 'user_id': rep.id},
    {'name': 'lost', 'type': 'lead', 'user_id': rep.id},
])
leads[4].action_set_won()
leads[5].action_set_lost()
env.cr.commit()
"""
WORKS = """
rep = env['res.users'].search([('login', '=', 'rep')]) or env.ref('base.user_admin')
Lead = env['crm.lead'].with_user(rep)
Lead.get_views([(False, 'form'), (False, 'list'), (False, 'kanban'), (False, 'search')])
lead = Lead.create({'name': 'fresh', 'user_id': rep.id})
lead.write({'phone': '+1 555 0100', 'priority': '2'})
assert Lead.search([('name', '=', 'fresh'), ('phone', '!=', False)]) == lead
lead.action_set_won()
lead.copy().action_set_lost()
env.flush_all()
print('works')
"""
STATUSES = """
import json
leads = env['crm.lead'].with_context(active_test=False).search([])
print('statuses', json.dumps({lead.name: lead.lead_status_meaning for lead in leads}))
"""
SCHEMA = """
    SELECT table_name || '.' || column_name FROM information_schema.columns
     WHERE table_schema = 'public'
     UNION ALL SELECT indexname FROM pg_indexes WHERE schemaname = 'public'
     UNION ALL SELECT conname FROM pg_constraint
"""
RECORDS = """
    SELECT 'cron ' || cron_name FROM ir_cron
     UNION ALL SELECT 'rule ' || name FROM ir_rule
     UNION ALL SELECT 'model ' || model FROM ir_model
     UNION ALL SELECT 'view ' || name FROM ir_ui_view
     UNION ALL SELECT 'action ' || type || ' ' || (name ->> 'en_US') FROM ir_actions
     UNION ALL SELECT 'menu ' || (name ->> 'en_US') FROM ir_ui_menu
     UNION ALL SELECT 'group ' || (name ->> 'en_US') FROM res_groups
     UNION ALL SELECT 'activity ' || (name ->> 'en_US') FROM mail_activity_type
     UNION ALL SELECT 'parameter ' || key FROM ir_config_parameter
     UNION ALL SELECT 'data ' || module || '.' || name FROM ir_model_data
                -- not what could be installed, nor what Odoo notes of models that are gone
                WHERE model NOT IN ('ir.module.module', 'ir.module.category', 'ir.model.inherit')
"""


@pytest.fixture
def installed(psql):
    """Give a function that names those of our addons that a database has, in order."""

    def names(db):
        rows = psql(db, "SELECT name FROM ir_module_module WHERE state = 'installed'")
        return [name for name in OURS if (name,) in rows]

    return names


@pytest.fixture
def state(psql):
    """Give a function that returns all that an addon could leave behind in a database."""
    return lambda db: {row[0] for query in (SCHEMA, RECORDS) for row in psql(db, query)}


def test_addons_come_and_go_in_order(bare_db, run_odoo, run_shell, installed, state):
    run_shell(bare_db, EXISTING_LEADS)
    before = state(bare_db)
    for count, name in enumerate(OURS, 1):
        run_odoo(bare_db, '-i', name)
        assert installed(bare_db) == list(OURS[:count])
        assert 'works' in run_shell(bare_db, WORKS)
    printed = run_shell(bare_db, STATUSES)
    assert json.loads(printed.split('statuses ')[1]) == {
        'unowned': 'new',
        'owned': 'accepted',
        'opportunity': 'qualified',
        'unowned opportunity': 'qualified',
        'won': 'qualified',
        'lost': 'trash',
    }
    for count, name in reversed(list(enumerate(OURS))):
        run_odoo(bare_db, 'module', 'uninstall', name)
        assert installed(bare_db) == list(OURS[:count])
        assert 'works' in run_shell(bare_db, WORKS)
    assert sorted(state(bare_db) - before) == []
    assert sorted(before - state(bare_db)) == []


def test_last_addon_brings_the_others_and_the_first_takes_them_along(
    bare_db, run_odoo, run_shell, installed
):
    run_odoo(bare_db, '-i', OURS[-1])
    assert installed(bare_db) == list(OURS)
    assert 'works' in run_shell(bare_db, WORKS)
    run_odoo(bare_db, 'module', 'uninstall', OURS[0])
    assert installed(bare_db) == []
    assert 'works' in run_shell(bare_db, WORKS)


USED = """
from odoo.tests import new_test_user
marketer = new_test_user(env, 'marketer', 'lead_qualification.group_lead_marketer')
Reason, status = env['lead.status.reason'], env['lead.status']._by_meaning
junk, waiting, won = env['crm.lead'].create([
    {'name': name, 'type': 'lead', 'user_id': False, 'email_from': f'{name}@example.com'}
    for name in ('junk', 'waiting', 'won')
])
junk._change_status(status('trash'), Reason.search([('meaning', '=', 'trash')], limit=1))
waiting.with_user(marketer)._change_status(
    status('recycle'),
    env.ref('lead_qualification.lead_status_reason_waiting_product'),
    awaited_tags=env['crm.tag'].create({'name': 'Solar 2'}),
)
won.action_assess()
won.action_set_won()
env['ir.filters'].create([
    {'name': 'ours', 'model_id': 'crm.lead', 'domain': "[('lead_status_id', '!=', False)]"},
    {'name': 'grouped', 'model_id': 'crm.lead', 'context': "{'group_by': ['lead_grade']}"},
    {'name': 'theirs', 'model_id': 'crm.lead', 'domain': "[('type', '=', 'lead')]"},
])
env.cr.commit()
"""
LEFT = """
import json
leads = env['crm.lead'].with_context(active_test=False).search([], order='id')
print('left', json.dumps({
    'leads': {lead.name: [lead.active, lead.won_status] for lead in leads},
    'lost reason': leads.filtered(lambda lead: lead.name == 'junk').lost_reason_id.name,
    'tags': env['crm.tag'].search([('name', '=', 'Solar 2')]).mapped('name'),
    'filters': env['ir.filters'].search([('model_id', '=', 'crm.lead')]).mapped('name'),
    'said': all(lead.message_ids for lead in leads),
    'groups': env.ref('crm.crm_menu_root').group_ids.mapped('name'),
}))
"""


def test_uninstall_leaves_leads_in_use_to_crm(bare_db, run_odoo, run_shell, state):
    menu = "print('left', env.ref('crm.crm_menu_root').group_ids.mapped('name'))"
    groups = run_shell(bare_db, menu).split('left ')[1]
    before = state(bare_db)
    run_odoo(bare_db, '-i', OURS[0])
    run_shell(bare_db, USED)
    run_odoo(bare_db, 'module', 'uninstall', OURS[0])
    assert 'works' in run_shell(bare_db, WORKS)
    left = json.loads(run_shell(bare_db, LEFT).split('left ')[1])
    assert str(left.pop('groups')) == groups.strip()
    assert left == {
        'leads': {
            'junk': [False, 'lost'],
            'waiting': [True, 'pending'],
            'won': [True, 'won'],
        },
        'lost reason': "Trash: not a fit",
        'tags': ["Solar 2"],
        'filters': ['theirs'],
        'said': True,
    }
    assert sorted(state(bare_db) - before) == []
    assert sorted(before - state(bare_db)) == []


TYPES = """
env['mail.activity.type'].create([
    {'name': 'Ring', 'category': 'phonecall'},
    {'name': 'Contract', 'category': 'upload_file'},
    {'name': 'Papers'},
])
env.cr.commit()
"""


def test_types_of_activities_that_were_there_count_by_their_kind(
    bare_db, run_odoo, run_shell, psql
):
    """Also where they are of other modules, and whichever updates of these come later."""
    run_shell(bare_db, TYPES)
    run_odoo(bare_db, '-i', OURS[-1])
    kinds = "SELECT name ->> 'en_US', lead_touch_kind FROM mail_activity_type WHERE active"
    found = dict(psql(bare_db, kinds))
    expected = {'Ring': 'call', 'Contract': None, 'Papers': None}
    expected |= {'Call': 'call', 'Meeting': 'meeting', 'Email': 'email', 'To-Do': None}
    assert found.items() >= expected.items()
    psql(
        bare_db,
        "UPDATE mail_activity_type SET lead_touch_kind = 'message' WHERE id IN"
        " (SELECT res_id FROM ir_model_data WHERE name = 'mail_activity_data_call')",
    )
    run_odoo(bare_db, '-u', 'mail')
    assert dict(psql(bare_db, kinds)) == found | {'Call': 'message'}
