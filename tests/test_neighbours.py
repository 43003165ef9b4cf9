"""Beside other apps: whoever works with them reads, opens and sells as without our addons.

``make test`` takes the few apps that show most; ``make neighbours`` takes all, with demo data.
"""

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import DatabaseServer, new_name
from tools.harness import addons, database, templates

FEW = ('sale_management', 'stock', 'base_automation')
CALL = """
import sys
sys.path.insert(0, '.')
from tests import neighbours
neighbours.{}
"""
# what tells of the addons that are installed, or is another each time it is asked
UNCOMPARED = re.compile(
    r"""
      \w+[ ](
        ir\.(actions|attachment|cron|default|model|module|rule|ui)\b.*
      | res\.groups\..*
      | res\.users\.(accesses_count|all_group_ids|group_ids|groups_count|rules_count)
      | res\.users\.(view_group_hierarchy)
      # more people, teams and plans: what our demo data and our follow-up plans bring
      | .*\.(user_ids|allowed_user_ids|user_in_teams_ids|plans_count|team_count)
      | discuss\.channel\..*
      | crm\.lost\.reason\.leads_count
      # leads as such are switched on
      | (utm\.campaign|mailing\.mailing)\.use_leads
      # time that has gone by
      | .*\.(duration_tracking|time_since_last_action|delay_endings_days)
      | sale\.report\.display_name
      # made up at random
      | base\.automation\.webhook_uuid | account\.journal\.kanban_dashboard_graph
      # in no order
      | website\.technical\.page\..*
      )""",
    re.VERBOSE,
)
# figures that Odoo refuses in this way to whoever may not see them
REFUSED = re.compile(r"\w+ digest\.digest\.kpi_")


@pytest.fixture
def apps():
    return tuple(os.environ.get('LEAD_NEIGHBOURS', '').split()) or FEW


@pytest.fixture
def databases(apps, app_db, bare_db, run_odoo, run_shell):
    """Give a database with the apps, and one with our addons as well."""
    if 'LEAD_NEIGHBOURS' not in os.environ:
        yield app_db(*apps, ours=False), app_db(*apps)
        return
    database.drop(DatabaseServer, bare_db)
    run_odoo(bare_db, '-i', ','.join(['crm', *apps]), '--with-demo')
    # before the copy, which must have the same files and people
    run_shell(bare_db, templates.STORE)
    run_shell(bare_db, CALL.format(f'prepare(env, {apps})'))
    beside = new_name()
    database.copy(DatabaseServer, bare_db, beside)
    run_odoo(beside, '-i', ','.join(addons.main()))
    yield bare_db, beside
    database.drop(DatabaseServer, beside)


@pytest.fixture
def outcomes(apps, run_shell, tmp_path):
    """Give a function that returns what people find in a database."""

    def find(db, ours):
        path = tmp_path / f'{db}.json'
        found = f'neighbours.everything(env, {apps}, ours={ours})'
        run_shell(db, CALL.format(f'tell({found}, {str(path)!r})'))
        return json.loads(path.read_text())

    return find


def has_failed(outcome):
    return isinstance(outcome, str) and outcome.startswith('Failed')


def is_same(key, outcome, beside_ours):
    """Tell whether what was found is the same, as far as it is comparable."""
    if has_failed(outcome) or has_failed(beside_ours) or not isinstance(outcome, list):
        return outcome == beside_ours
    # there may be more records, of ours, after those that there were
    return bool(UNCOMPARED.fullmatch(key)) or outcome == beside_ours[: len(outcome)]


def test_other_apps_are_as_without_ours(databases, outcomes):
    with ThreadPoolExecutor() as pool:
        without, with_ours = pool.map(outcomes, databases, (False, True))
    assert len(without) > 1000
    failed_anew = {
        key: outcome
        for key, outcome in with_ours.items()
        if has_failed(outcome) and key not in without and not REFUSED.match(key)
    }
    assert failed_anew == {}, "what our addons add to other models can be read by their users"
    assert sorted(without.keys() - with_ours.keys()) == []
    differ = {
        key: (outcome, with_ours[key])
        for key, outcome in without.items()
        if not is_same(key, outcome, with_ours[key])
    }
    assert differ == {}
