"""Run both sides of a benchmark, each in an Odoo of its own on a fresh copy of its template."""

import json
import os
import subprocess
from contextlib import contextmanager
from statistics import median

from tools.harness import database, layout, odoo_run, templates

REPETITIONS = 3
MARK = 'measured '
SCRIPT = """
import json
import sys
sys.path.insert(0, {root!r})
from benchmarks.lines import {module}
print({mark!r} + json.dumps({module}.{work}.{side}(env, {size})))
"""


class Server:
    """The PostgreSQL that the environment names."""

    environment = {
        name: os.environ[name]
        for name in ('PGHOST', 'PGPORT', 'PGUSER', 'PGPASSWORD')
        if name in os.environ
    }
    connection = {}


def run(benchmark):
    """Return ``{line: (ours, yardstick)}``, medians of runs that alternate."""
    if hasattr(benchmark.work, 'both'):
        found = measure(benchmark, 'both')
        return {line: found[line.name] for line in benchmark.lines if line.name in found}
    figures = {'ours': [], 'yardstick': []}
    for _repetition in range(getattr(benchmark.work, 'REPETITIONS', REPETITIONS)):
        for side, found in figures.items():
            found.append(measure(benchmark, side))
    sides = [[median(column) for column in zip(*found, strict=True)] for found in figures.values()]
    return dict(zip(benchmark.lines, zip(*sides, strict=True), strict=True))


def measure(benchmark, side):
    code = SCRIPT.format(
        root=str(layout.ROOT),
        mark=MARK,
        module=benchmark.work.__module__.rsplit('.', 1)[1],
        work=benchmark.work.__name__,
        side=side,
        size=benchmark.size,
    )
    work = benchmark.work
    with_addons = side == 'ours' or getattr(work, 'NEEDS_ADDONS', False)
    with_addons = with_addons and not getattr(work, 'INSTALLS_ADDONS', False)
    template = os.environ['LEAD_TEMPLATE'] if with_addons else templates.base_name()
    with copy_of(template) as name:
        done = odoo_run.shell(Server, odoo_run.write_conf(name), code, stdout=subprocess.PIPE)
    done.check_returncode()
    return json.loads(done.stdout.rsplit(MARK, 1)[1])


@contextmanager
def copy_of(template):
    # the harness drops what begins with this name, even after a kill
    name = f'{os.environ["LEAD_DB"]}-side'
    database.copy(Server, template, name)
    try:
        yield name
    finally:
        database.drop(Server, name)
