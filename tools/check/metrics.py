"""Metrics and their drifts."""

from .registry import invariant


@invariant("A metric's value follows from its parts", 'lead.metric.value')
def values_follow_from_parts():
    return """
        SELECT id FROM lead_metric_value
         WHERE CASE WHEN kind IN ('rate', 'mean') THEN
                   has_data != (denominator > 0)
                   OR has_data AND abs(value - CASE kind WHEN 'rate' THEN 100 ELSE 1 END
                          * numerator / NULLIF(denominator, 0)) > 1e-6 * (1 + abs(value))
               ELSE NOT has_data OR value != numerator END
            OR kind = 'rate' AND numerator > denominator
    """


@invariant("A metric's period begins and ends where periods do", 'lead.metric.value')
def periods_are_whole():
    return """
        SELECT id FROM lead_metric_value
         WHERE date_start != date_trunc(period, date_start)::date
            OR date_end != (date_trunc(period, date_start)
                   + ('1 ' || replace(period, 'quarter', 'month'))::interval
                   * CASE period WHEN 'quarter' THEN 3 ELSE 1 END)::date - 1
    """


@invariant("The days of a week add up to it", 'lead.metric.value')
def days_add_up():
    # measured at the same moment; of the week in which the days that are kept begin, some are gone
    return """
        SELECT week.id FROM lead_metric_value week
          JOIN lead_metric_value day
            ON day.metric_id = week.metric_id AND day.period = 'day'
           AND day.company_id IS NOT DISTINCT FROM week.company_id
           AND day.team_id IS NOT DISTINCT FROM week.team_id
           AND day.date_start BETWEEN week.date_start AND week.date_end
         WHERE week.period = 'week'
      GROUP BY week.id
        HAVING min(day.date_start) = week.date_start
           AND min(day.refreshed_at) = week.refreshed_at
           AND max(day.refreshed_at) = week.refreshed_at
           AND (abs(sum(day.numerator) - week.numerator) > 0.001 * (1 + abs(week.numerator))
                OR sum(day.denominator) != week.denominator)
    """


@invariant("A drift is a value outside its band", 'lead.metric.value')
def drifts_are_outside():
    return """
        SELECT id FROM lead_metric_value
         WHERE drift IS DISTINCT FROM CASE
               WHEN NOT has_band THEN NULL
               WHEN value < band_low THEN 'low'
               WHEN value > band_high THEN 'high' END
    """


@invariant("Metrics are no older than two days", 'lead.metric.value')
def metrics_are_fresh():
    # where the system has measured since, the oldest value is of the last count of everything
    return """
        SELECT min(id) FROM lead_metric_value
        HAVING min(refreshed_at) < max(refreshed_at) - '2 days'::interval
    """
