"""The lines of the benchmark: what is measured, against what, and how good it has to be."""

from typing import NamedTuple

BENCHMARKS = []


class Line(NamedTuple):
    """One figure and its target: a ratio of ours to the yardstick, or how much more we allow."""

    name: str
    unit: str
    target: float
    better: str

    def passes(self, ours, yardstick):
        if self.better == 'close':
            return ours - yardstick <= self.target
        ratio = ours / yardstick
        return ratio >= self.target if self.better == 'higher' else ratio <= self.target


class Benchmark(NamedTuple):
    """A class whose ``ours(env, size)`` and ``yardstick(env, size)`` return one figure per line.

    Each runs in a process of its own, on a fresh copy of a template: ``ours`` with our addons,
    ``yardstick`` with crm alone; both with our addons when the class has ``NEEDS_ADDONS``, both
    without when it has ``INSTALLS_ADDONS``. ``REPETITIONS`` says how often, if not three times.
    A class with ``both(env, size)`` instead measures both sides on the very same rows and returns
    ``{name of the line: (ours, yardstick)}``.
    """

    work: type
    size: int
    lines: tuple

    @property
    def name(self):
        return f'{self.work.__module__.rsplit(".", 1)[1]}-{self.size}'


def benchmark(*lines, sizes):
    """Register a class that measures ``lines``, once per size."""

    def register(work):
        BENCHMARKS.extend(Benchmark(work, size, lines) for size in sizes)
        return work

    return register
