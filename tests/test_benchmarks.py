"""Benchmarks take too long for every run; that they still run is seen with a few leads."""

import math

import pytest

from benchmarks import runner
from benchmarks.lines import BENCHMARKS
from conftest import new_name

# those that need neither servers of their own nor rows by the thousand
SMALL = ('Claim', 'Create', 'Flat', 'Plan', 'Push', 'BareWrite', 'Score', 'Deadlines', 'Activity')
FEW = 20


@pytest.mark.parametrize('name', SMALL)
def test_benchmark_runs_with_few_leads(name, template_db, monkeypatch):
    monkeypatch.setenv('LEAD_DB', new_name())
    benchmark = next(item for item in BENCHMARKS if item.work.__name__ == name)
    side = 'both' if hasattr(benchmark.work, 'both') else 'ours'
    found = runner.measure(benchmark._replace(size=FEW), side)
    if side == 'ours':
        found = {line.name: [figure] for line, figure in zip(benchmark.lines, found, strict=True)}
    figures = [figure for sides in found.values() for figure in sides]
    assert len(found) == len(benchmark.lines)
    assert all(math.isfinite(figure) and figure > 0 for figure in figures), found
