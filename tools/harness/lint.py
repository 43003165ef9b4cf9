"""``make lint``: style, Odoo's own lint, translations, and promises of the repository."""

import re
import subprocess

from . import (
    addons,
    console,
    house,
    layout,
    odoo_source,
    postgres,
    process,
    release,
    suite,
    templates,
    translations,
)

HOSTS = re.compile(
    r'\b(?:pypi|npmjs|yarnpkg|debian|ubuntu|pythonhosted|jsdelivr|unpkg)\.(?:org|com|net)\b'
)
OUR_MACHINE = re.compile(r'/(?:work/main|tmp/odoo19|root/\.\w+)')
COMMAND = re.compile(r'(?:^|`|\$ )make ([a-z0-9-]+)', re.MULTILINE)


def lint():
    server = postgres.server('test')
    checks = (
        ("ruff", lambda: program('ruff', 'check', '.')),
        ("Format", lambda: program('ruff', 'format', '--check', '.')),
        ("pylint-odoo", pylint_odoo),
        ("pylint of calls", pylint_calls),
        ("Rooms and ladders", house.check),
        ("Versions", release.check),
        ("Names and commands", names),
        ("Translations", lambda: translations.check(server)),
        ("Odoo's test_lint", lambda: test_lint(server)),
    )
    failed = [name for name, check in checks if not report(name, check)]
    console.say(f"Lint: {len(checks) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def report(name, check):
    console.say(f"- {name}")
    return not check()


def program(name, *arguments):
    command = [layout.VENV / 'bin' / name, *arguments]
    return subprocess.run([str(part) for part in command], cwd=layout.ROOT).returncode


def format_code():
    return program('ruff', 'check', '--fix', '--select', 'I', '.') or program('ruff', 'format', '.')


def pylint_odoo():
    modules = [layout.ADDONS / name for name in addons.ours()]
    # one README for the three; labels are written out; a file has one job; rules are a few rows
    unwanted = (
        'missing-readme,attribute-string-redundant,consider-merging-classes-inherited,no-search-all'
    )
    arguments = ('--rcfile=pyproject.toml', f'--disable={unwanted}', *modules)
    return program('pylint', *arguments) if modules else 0


def pylint_calls():
    """Check how functions are called in what no test runs, benchmarks above all."""
    wrong_calls = 'E1120,E1121,E1123,E1124'
    arguments = ('--rcfile=pyproject.toml', '--disable=all', f'--enable={wrong_calls}')
    return program('pylint', *arguments, 'benchmarks', 'tools', 'tests')


def test_lint(server):
    """Run Odoo's lint tests, which look at every addon, on ours alone."""
    template = templates.ours(server)
    folders = [path / 'test_lint' / 'tests' for path in odoo_source.addons_paths()]
    tests = next(folder for folder in folders if folder.is_dir())
    log = process.log_file('test-lint')
    with suite.working_copy(server, template, 'lint') as name:
        arguments = ('-p', 'tools.harness.lint_plugin', '-q', tests)
        code = suite.run_pytest(server, template, name, log, arguments)
    suite.finish(log, code)
    return code


def tracked():
    listed = process.output(['git', 'ls-files', '-co', '--exclude-standard'], cwd=layout.ROOT)
    for name in listed.splitlines():
        path = layout.ROOT / name
        if path.is_file():
            yield name, path.read_bytes().decode(errors='ignore')


def names():
    """Find package hosts and paths of one machine in any file, and commands that do not exist."""
    targets = set(re.findall(r'^([a-z0-9-]+):', (layout.ROOT / 'Makefile').read_text(), re.M))
    found = []
    for name, text in tracked():
        for number, line in enumerate(text.splitlines(), 1):
            if HOSTS.search(line) or OUR_MACHINE.search(line):
                found.append(f"{name}:{number}: names a package host or a path of one machine")
        if name.endswith('.md'):
            unknown = set(COMMAND.findall(text)) - targets
            found += [f"{name}: `make {command}` does not exist" for command in sorted(unknown)]
    for problem in found:
        console.say(problem)
    return len(found)
