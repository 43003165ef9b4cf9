"""``make test-core``: Odoo's own crm and sales_team tests, with ours installed and without.

The baseline, recorded without our addons, is committed; with them, every test that passed
there must pass. A test that fails is tried once more on a fresh copy before it counts.
"""

import json
import os

from . import browser, console, layout, odoo_source, postgres, process, suite, templates

SUITES = ('crm', 'sales_team')
BASELINE = layout.ROOT / 'tests' / 'core_baseline.json'
PLUGIN = ('-p', 'tools.harness.pytest_plugin')


def test_core():
    recording = bool(os.environ.get('BASELINE'))
    browser.ensure()
    server = postgres.server('test')
    template = templates.base(server) if recording else templates.ours(server)
    found = outcomes(server, template, suite_paths())
    passed = sorted(name for name, outcome in found['outcomes'].items() if outcome == 'passed')
    if recording:
        return record(passed, found['subtests'])
    baseline = json.loads(BASELINE.read_text())
    return compare(server, template, baseline, passed)


def suite_paths():
    folders = [path / name / 'tests' for name in SUITES for path in odoo_source.addons_paths()]
    return [folder for folder in folders if folder.is_dir()]


def outcomes(server, template, paths):
    """Run tests of Odoo's on a fresh copy and give each one's outcome."""
    log = process.log_file('test-core')
    results = log.with_suffix('.json')
    with suite.working_copy(server, template, 'core') as name:
        arguments = ['--results', results, '-q', *paths]
        suite.finish(log, suite.run_pytest(server, template, name, log, arguments, *PLUGIN))
    try:
        return json.loads(results.read_text())
    except FileNotFoundError:
        raise console.Problem(f"The suite did not run to its end: read {log}.") from None
    finally:
        results.unlink(missing_ok=True)


def record(passed, subtests):
    BASELINE.parent.mkdir(exist_ok=True)
    content = {'passed': len(passed), 'subtests': subtests, 'tests': passed}
    BASELINE.write_text(json.dumps(content, indent=1) + '\n')
    console.say(f"Recorded {len(passed)} passing tests in {BASELINE.relative_to(layout.ROOT)}")
    return 0


def compare(server, template, baseline, passed):
    lost = sorted(set(baseline['tests']) - set(passed))
    if lost:
        console.say(f"Trying {len(lost)} tests once more on a fresh copy")
        again = outcomes(server, template, [path_of(name) for name in lost])
        lost = [name for name in lost if again['outcomes'].get(name) != 'passed']
    for name in lost:
        console.say(f"Worse than the baseline: {name}")
    kept = baseline['passed'] - len(lost)
    console.say(f"Odoo's own tests, of those in the baseline: {kept} passed, {len(lost)} failed")
    return 1 if lost else 0


def path_of(name):
    """Find the file of a test that is named by its addon: crm/tests/test_x.py::Class::test."""
    file = name.split('::')[0]
    folder = next(folder for folder in odoo_source.addons_paths() if (folder / file).exists())
    return f'{folder}/{name}'
