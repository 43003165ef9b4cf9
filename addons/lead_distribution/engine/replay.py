"""A run as a simulation wants it: from another start, and by the days the leads came in."""

from dataclasses import replace

from .tally import Tally


class Replay(Tally):
    """Counters that begin each day and each week of the leads anew.

    `days` maps ids of leads to pairs of the day and the week they came in; without it all are of
    the same moment, as in a run. `ignored` are the keys of filters that stop nobody.
    """

    def __init__(self, days=None, ignored=(), **start):
        super().__init__(**start)
        self.days = days or {}
        self.filters = {key: one for key, one in self.filters.items() if key not in ignored}
        self.day = self.week = None

    def begin(self, lead):
        day, week = self.days.get(lead.id, (None, None))
        if day != self.day:
            self._start_day({'today': 0} if week == self.week else {'today': 0, 'week': 0})
        self.day, self.week = day, week

    def _start_day(self, counts):
        self.loads = {key: replace(load, **counts) for key, load in self.loads.items()}
        self.teams = {
            key: replace(team, load=replace(team.load, **counts))
            for key, team in self.teams.items()
        }
        self.territories = {}


def from_zero(rules):
    """Return the rules as if nobody had had a turn yet."""
    return {
        key: replace(
            rule,
            candidates=tuple(replace(one, deficit=0.0, turn=0) for one in rule.candidates),
            tiers=tuple(replace(tier, deficit=0.0, floor_credit=0.0) for tier in rule.tiers),
        )
        for key, rule in rules.items()
    }


def without_today(rules):
    """Return the rules as if their territories had had no leads today."""
    return {
        key: replace(rule, territories=tuple(replace(one, today=0) for one in rule.territories))
        for key, rule in rules.items()
    }
