"""One SQL statement for any number of metrics, teams, people and periods."""

from collections import defaultdict

from odoo.tools import SQL

COLUMN_NUMBERS = (SQL('1'), SQL('2'), SQL('3'), SQL('4'), SQL('5'))


class MetricQuery:
    """What happened to leads from one moment (UTC) until before another, as SQL.

    :param dict metrics: ``{metric key: Metric}`` of those that are asked for
    :param dict events: ``{event key: Event}``
    :param dict within: ``{metric key: days a lead has for its next step, 0 without limit}``
    :param dict zones: ``{company id: name of its time zone}``: where its days begin
    """

    def __init__(self, metrics, events, within, zones, start, end):
        self.metrics = metrics
        self.events = events
        self.within = within
        self.zones = zones
        self.start = start
        self.end = end

    def by_period(self, by, first_days):
        """Return ``key, *by, period, first day, numerator, denominator``.

        :param by: which of ``company_id``, ``team_id`` and ``user_id`` to keep apart
        :param dict first_days: ``{period: first day it is wanted from}``
        """
        periods = SQL(", ").join(
            SQL("(%s, %s::date)", name, day) for name, day in first_days.items()
        )
        return SQL(
            """SELECT key, %(names)s, period.name, date_trunc(period.name, day)::date,
                      SUM(numerator), SUM(denominator)
                 FROM (%(happened)s) AS happened
                 JOIN (VALUES %(periods)s) AS period(name, first_day) ON day >= first_day
             GROUP BY key, %(names)s, period.name, date_trunc(period.name, day)""",
            names=SQL(", ").join(map(SQL.identifier, by)),
            happened=self._happenings(by, {'day': self._local_day}),
            periods=periods,
        )

    def by_span(self, by, spans):
        """Return ``key, *by, number of the span, numerator, denominator``.

        :param list spans: ``[(start, end)]`` in UTC, which may overlap
        """
        values = SQL(", ").join(
            SQL("(%s, %s::timestamp, %s::timestamp)", number, start, end)
            for number, (start, end) in enumerate(spans)
        )
        join = SQL("JOIN (VALUES %s) AS span(number, start, stop) ON TRUE", values)
        return self._happenings(by, {'span': lambda moment: SQL("span.number")}, join)

    def _happenings(self, by, timing, join=None):
        """Return one row per metric, group and time, of all events.

        :param dict timing: ``{column: function of the moment in SQL that makes it}``
        :param join: what the function needs beside the lead
        """
        return SQL(" UNION ALL ").join(
            self._event(self.events[event], keys, by, timing, join)
            for event, keys in self._keys_by_event().items()
        )

    def leads(self, key, condition, reached_only):
        """Return the leads behind a number, as a query of ids."""
        metric, event = self.metrics[key], self._event_of(key)
        reached = metric.condition(event.moment, self.within[key]) if reached_only else SQL("TRUE")
        return SQL(
            "SELECT lead.id FROM %s WHERE %s AND %s AND %s AND %s",
            event.source,
            self._happened(event),
            metric.base,
            reached,
            condition,
        )

    def column(self, key, name):
        """Return whose a lead counts as: its company, team or salesperson."""
        return self._dimension(self._event_of(key), name)

    def _event_of(self, key):
        return self.events[self.metrics[key].event]

    def _keys_by_event(self):
        keys = defaultdict(list)
        for key, metric in self.metrics.items():
            keys[metric.event].append(key)
        return keys

    def _event(self, event, keys, by, timing, join):
        """Return one row per metric of an event, group and time: one pass over its leads."""
        groups = {name: self._dimension(event, name) for name in by}
        groups.update({name: column(event.moment) for name, column in timing.items()})
        sums = self._sum_columns(event, keys)
        happened = self._happened(event)
        if join:
            inside = SQL("%s >= span.start AND %s < span.stop", event.moment, event.moment)
            happened = SQL("%s AND %s", happened, inside)
        return SQL(
            """SELECT key, %(names)s, numerator, denominator FROM (
                   SELECT %(columns)s FROM %(source)s WHERE %(happened)s GROUP BY %(numbers)s
               ) AS e CROSS JOIN LATERAL (VALUES %(rows)s) AS m(key, numerator, denominator)""",
            names=SQL(", ").join(map(SQL.identifier, groups)),
            columns=SQL(", ").join(
                SQL("%s AS %s", sql, SQL.identifier(alias))
                for alias, sql in {**groups, **sums}.items()
            ),
            source=SQL("%s %s", event.source, join) if join else event.source,
            happened=happened,
            numbers=SQL(", ").join(COLUMN_NUMBERS[: len(groups)]),
            rows=SQL(", ").join(
                SQL("(%s, %s, %s)", key, SQL.identifier(f'n{number}'), SQL.identifier(f'd{number}'))
                for number, key in enumerate(keys)
            ),
        )

    def _sum_columns(self, event, keys):
        """Return ``{alias: SQL}``: numerator ``n0`` and denominator ``d0`` of the first metric.."""
        columns = {}
        for number, key in enumerate(keys):
            columns[f'n{number}'], columns[f'd{number}'] = self._sums(key, event)
        return columns

    def _sums(self, key, event):
        """Return numerator and denominator of a metric over the leads of its event."""
        metric = self.metrics[key]
        reached = metric.condition(event.moment, self.within[key])
        base = SQL("COUNT(*) FILTER (WHERE %s)", metric.base)
        if metric.kind == 'count':
            return SQL("%s::numeric", base), SQL("NULL::bigint")
        if metric.kind == 'rate':
            both = SQL("COUNT(*) FILTER (WHERE %s AND %s)", metric.base, reached)
            return SQL("%s::numeric", both), base
        return (
            SQL("SUM((%s)::numeric) FILTER (WHERE %s)", metric.amount, metric.base),
            SQL("COUNT(%s) FILTER (WHERE %s)", metric.amount, metric.base),
        )

    def _happened(self, event):
        return SQL(
            "%(moment)s >= %(start)s AND %(moment)s < %(end)s AND %(condition)s",
            moment=event.moment,
            start=self.start,
            end=self.end,
            condition=event.condition,
        )

    def _dimension(self, event, name):
        return {'company_id': self._company(), 'team_id': event.team, 'user_id': event.user}[name]

    def _company(self):
        """Return the company of a lead: where there is but one, also of leads that name none."""
        if len(self.zones) > 1:
            return SQL("lead.company_id")
        return SQL("COALESCE(lead.company_id, %s)", next(iter(self.zones)))

    def _local_day(self, moment):
        zones = set(self.zones.values())
        zone = SQL("%s", zones.pop())
        if zones or len(self.zones) > 1:
            cases = SQL(" ").join(
                SQL("WHEN %s THEN %s", company, name) for company, name in self.zones.items()
            )
            zone = SQL("(CASE lead.company_id %s ELSE 'UTC' END)", cases)
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, zone)
