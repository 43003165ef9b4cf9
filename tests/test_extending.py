"""The example of docs/extending.md: what another addon adds works, and only where it is."""

import re
import subprocess

import pytest

from tools.harness import layout
from tools.harness.environment import free_port

EXAMPLES = layout.ROOT / 'docs' / 'examples'
RESULT = re.compile(r'(\d+) failed, (\d+) error\(s\) of (\d+) tests')

SEAMS = """
from odoo.api import SUPERUSER_ID, Environment
from odoo.modules.registry import Registry

def seams(env):
    rule, metric = env['lead.distribution.rule'], env['lead.metric']
    kinds = dict(env['lead.signal.type']._fields['kind']._description_selection(env))
    return (
        'skill' in rule._engine_seams()['filters'], 'specialist' in rule._distribution_methods(),
        'skill_rate' in metric._metric_definitions(), 'skill_named' in kinds,
        'needs_skill' in rule._fields, list(rule._engine_seams()['filters'])[-1],
    )

print('HERE', seams(env))
with Registry('{other}').cursor() as cr:
    print('THERE', seams(Environment(cr, SUPERUSER_ID, {{}})))
"""

LEFT_BEHIND = """
rep = env['res.users'].create({'name': "Ann", 'login': 'ann', 'group_ids': [
    (4, env.ref('sales_team.group_sale_salesman').id)]})
rule = env['lead.distribution.rule'].create({
    'name': "All", 'method': 'specialist', 'member_ids': [(0, 0, {'user_id': rep.id})]})
skill = env['lead.skill'].create({'name': "Solar"})
env['crm.lead'].create([
    {'name': "Needs nothing", 'email_from': 'a@example.com', 'user_id': False},
    {'name': "Needs solar", 'email_from': 'b@example.com', 'user_id': False,
     'lead_skill_id': skill.id},
])
env['crm.lead']._cron_distribute()
env.cr.commit()
"""

WORDS = """
for assignment in env['lead.assignment'].search([]):
    print('WHY', assignment.explanation)
waiting = env['crm.lead'].search([('distribution_state', '=', 'waiting')])
print('NOTE', waiting.distribution_note.replace(chr(10), ' | '))
print('METHOD', env['lead.distribution.rule'].search([]).mapped('method'))
"""


@pytest.fixture
def example_db(fresh_db, monkeypatch, run_odoo):
    """Give a database with the example, whose own tests have run there."""
    monkeypatch.setenv('EXTRA_ADDONS', str(EXAMPLES))
    port = f'--http-port={free_port()}'
    try:
        log = run_odoo(fresh_db, '-i', 'lead_skill', '--test-tags=/lead_skill', port)
    except subprocess.CalledProcessError as error:
        pytest.fail(error.stdout)
    failed, errors, count = map(int, RESULT.findall(log)[-1])
    assert (failed, errors) == (0, 0), log
    assert count >= 13, f"the tests of the example did not all run:\n{log}"
    return fresh_db


def test_example_works_in_its_own_database_only(example_db, app_db, run_shell):
    found = run_shell(example_db, SEAMS.format(other=app_db()))
    assert "HERE (True, True, True, True, True, 'tier_grade')" in found
    assert "THERE (False, False, False, False, False, 'tier_grade')" in found


def test_example_can_be_taken_away(example_db, run_shell, run_odoo):
    run_shell(example_db, LEFT_BEHIND)
    before = run_shell(example_db, WORDS)
    assert "WHY Ann was the first specialist in turn in the rule All." in before
    assert "Ann lacks the skill that the lead needs (All)" in before
    run_odoo(example_db, 'module', 'uninstall', 'lead_skill')
    after = run_shell(example_db, WORDS)
    assert "WHY The rule All chose Ann." in after
    assert "Ann could not take the lead (All)" in after
    assert "METHOD ['round_robin']" in after
