"""What each metric counts, written once: reports, reviews, dashboards and digests all read this.

A metric takes the leads to which its event happened in a period. A count or a sum adds them up; a
rate or a mean divides what it adds up by the leads (or SLAs) it is taken over.

The next step of a conversion has a limit of days (``lead.metric.within_days``), so that a cohort is
judged at the same age as those before it, and is final once all its leads had that time.

A number in words, by its unit.
"""

from dataclasses import dataclass

from odoo.tools import SQL
from odoo.tools.misc import formatLang

LEADS = SQL("crm_lead AS lead")

SLAS = SQL("lead_sla AS sla JOIN crm_lead AS lead ON lead.id = sla.lead_id")

ANY = SQL("TRUE")

GENERATED = SQL("lead.create_date")

PASSED = SQL("lead.passed_at")

ACCEPTED = SQL("lead.accepted_at")

IS_OPPORTUNITY = SQL("lead.type = 'opportunity'")

CONVERTED = SQL("COALESCE(lead.date_conversion, lead.create_date)")

OPPORTUNITY = SQL("CASE WHEN %s THEN %s END", IS_OPPORTUNITY, CONVERTED)

RECEIVED = SQL("COALESCE(lead.first_assigned_at, lead.passed_at, lead.create_date)")

TOUCHED = SQL("lead.first_touch_at")

CLOSED = SQL("lead.date_closed")

# what was created as an opportunity has not become one
IS_LEAD = SQL("(lead.type = 'lead' OR lead.date_conversion IS NOT NULL)")

WON = SQL("lead.won_status = 'won'")

# a lead that is lost is no opportunity lost
IS_CLOSED = SQL("(%s OR (lead.won_status = 'lost' AND %s))", WON, IS_OPPORTUNITY)

IS_PASSED = SQL("lead.passed_at IS NOT NULL")

REVENUE = SQL("lead.expected_revenue")


def _between(start, end, seconds):
    """Return the time from one moment to another in SQL; steps in another order have none."""
    return SQL(
        """CASE WHEN %(end)s >= %(start)s
                THEN EXTRACT(EPOCH FROM %(end)s - %(start)s) / %(unit)s END""",
        start=start,
        end=end,
        unit=float(seconds),
    )


@dataclass(frozen=True)
class Event:
    """What happens to a lead, when, and whose it counts as.

    There is an index of each moment (``crm_lead_metric_index``): a few days cost what happened in
    them, however many leads there are.
    """

    moment: SQL
    source: SQL = LEADS
    condition: SQL = ANY
    team: SQL = SQL("lead.team_id")
    user: SQL = SQL("lead.user_id")


@dataclass(frozen=True)
class Metric:
    """How leads of one event become one number.

    :param base: which of them it is taken over
    :param next_step: the moment that counts a lead of the base as converted
    :param reached: the condition that counts it, where that is no moment
    :param amount: what is added up instead of leads
    """

    event: str
    kind: str
    unit: str
    base: SQL = ANY
    next_step: SQL | None = None
    reached: SQL = ANY
    amount: SQL | None = None
    lower_is_better: bool = False

    @property
    def is_ratio(self):
        return self.kind in ('rate', 'mean')

    def condition(self, moment, within_days):
        """Return the SQL condition that a lead of the base counts in the numerator."""
        if self.next_step is None:
            return self.reached
        if not within_days:
            return SQL("%s IS NOT NULL", self.next_step)
        return SQL("%s < %s + %s * INTERVAL '1 day'", self.next_step, moment, within_days)

    def value(self, numerator, denominator):
        """Return the number people see, ``None`` where there is nothing to divide by."""
        if not self.is_ratio:
            return numerator or 0
        if not denominator:
            return None
        return (100 if self.kind == 'rate' else 1) * numerator / denominator

    def sample(self, numerator, denominator):
        """Return how many leads stand behind the number."""
        return int((numerator if self.kind == 'count' else denominator) or 0)


def value_text(env, value, unit, currency):
    """Return a number with its unit, as people of this language write it."""
    if unit == 'money':
        return formatLang(env, value, currency_obj=currency)
    digits = 0 if unit == 'number' else 1
    number = formatLang(env, value, digits=digits)
    if unit == 'percent':
        return env._("%(number)s %%", number=number)
    if unit == 'hours':
        return env._("%(number)s h", number=number)
    if unit == 'days':
        return env._("%(number)s days", number=number)
    return number


def unit_text(env, unit, currency):
    """Return what stands behind a number that people enter."""
    if unit == 'money':
        return currency.symbol
    return {'percent': "%", 'hours': env._("hours"), 'days': env._("days")}.get(unit, "")


EVENTS = {
    'generated': Event(GENERATED),
    'passed': Event(PASSED),
    'accepted': Event(ACCEPTED),
    'opportunity': Event(CONVERTED, condition=IS_OPPORTUNITY),
    'closed': Event(CLOSED, condition=IS_CLOSED),
    'touched': Event(TOUCHED),
    'promised': Event(
        SQL("sla.deadline"),
        source=SLAS,
        condition=SQL("sla.state IN ('met', 'missed')"),
        team=SQL("sla.team_id"),
        user=SQL("sla.user_id"),
    ),
}


METRICS = {
    'generated': Metric('generated', 'count', 'number'),
    'pass_rate': Metric('generated', 'rate', 'percent', base=IS_LEAD, next_step=PASSED),
    'opportunity_rate': Metric('generated', 'rate', 'percent', base=IS_LEAD, next_step=OPPORTUNITY),
    'passed': Metric('passed', 'count', 'number'),
    'accept_rate': Metric('passed', 'rate', 'percent', next_step=ACCEPTED),
    'accepted': Metric('accepted', 'count', 'number'),
    'accepted_opportunity_rate': Metric(
        'accepted', 'rate', 'percent', base=IS_LEAD, next_step=OPPORTUNITY
    ),
    'response_hours': Metric(
        'touched', 'mean', 'hours', amount=_between(RECEIVED, TOUCHED, 3600), lower_is_better=True
    ),
    'sla_rate': Metric('promised', 'rate', 'percent', reached=SQL("sla.state = 'met'")),
    'qualified_opportunities': Metric(
        'opportunity', 'count', 'number', base=SQL("(%s AND %s)", IS_PASSED, IS_LEAD)
    ),
    'days_to_opportunity': Metric(
        'opportunity',
        'mean',
        'days',
        base=IS_LEAD,
        amount=_between(GENERATED, OPPORTUNITY, 86400),
        lower_is_better=True,
    ),
    'win_rate': Metric('closed', 'rate', 'percent', reached=WON),
    'qualified_win_rate': Metric('closed', 'rate', 'percent', base=IS_PASSED, reached=WON),
    'won': Metric('closed', 'count', 'number', base=WON),
    'revenue': Metric('closed', 'sum', 'money', base=WON, amount=REVENUE),
    'qualified_revenue': Metric(
        'closed', 'sum', 'money', base=SQL("(%s AND %s)", WON, IS_PASSED), amount=REVENUE
    ),
    'deal_size': Metric('closed', 'mean', 'money', base=WON, amount=REVENUE),
    'days_to_win': Metric(
        'closed',
        'mean',
        'days',
        base=WON,
        amount=_between(GENERATED, CLOSED, 86400),
        lower_is_better=True,
    ),
}
