from statistics import median
from typing import NamedTuple

from ..history import fill
from ..registry import Line, benchmark
from ..screens import Screen, pipeline
from ..stopwatch import Stopwatch

ROUNDS = 9
YEAR, QUARTER, MONTH = ('today -12m', 'today -90d', 'today -30d')


class Report(NamedTuple):
    """A report, and core's pivot on the leads it is about by the same dimension.

    Core has no column for some dimensions of ours; then it is one with as few values.
    """

    name: str
    action: str
    dimension: str
    since: str | None = None
    domain: tuple = ()

    def leads(self):
        since = [('create_date', '>=', self.since)] if self.since else []
        return [*since, *self.domain]


OPEN = (('won_status', '=', 'pending'), ('active', '=', True))
REPORTS = (
    Report('Lead Funnel', 'lead_qualification.lead_funnel_report_action', 'stage_id', YEAR),
    Report('Calibration', 'lead_qualification.lead_calibration_report_action', 'lead_grade', YEAR),
    Report(
        'Status Movements',
        'lead_qualification.lead_status_change_action',
        'create_date:week',
        QUARTER,
    ),
    Report('Push and Pull', 'lead_distribution.lead_claim_report_action', 'user_id', MONTH),
    Report('Shares', 'lead_distribution.lead_share_report_action', 'user_id', MONTH),
    Report('Unclaimed', 'lead_distribution.lead_unclaimed_report_action', 'pool_id', None, OPEN),
    Report(
        'Nobody Can Take', 'lead_distribution.lead_waiting_report_action', 'user_id', None, OPEN
    ),
    Report('SLA Results', 'lead_sla.lead_sla_report_action', 'create_date:week', QUARTER),
    Report('Response Time', 'lead_sla.lead_response_report_action', 'stage_id', YEAR),
    Report('Delays', 'lead_sla.lead_delay_report_action', 'user_id', QUARTER),
    Report('Touches', 'lead_sla.lead_touch_report_action', 'user_id', QUARTER),
    Report('Accountability', 'lead_sla.lead_accountability_report_action', 'user_id', None, OPEN),
    Report('Satisfaction', 'lead_sla.lead_satisfaction_action', 'user_id', YEAR),
    Report('Scoreboard', 'lead_sla.lead_scoreboard_report_action', 'user_id', MONTH),
    Report(
        'Customer Activity',
        'lead_sla.lead_scoreboard_report_action_customer',
        'partner_id',
        MONTH,
    ),
    Report('Metrics', 'lead_sla.lead_metric_value_action', 'team_id'),
    Report('Targets', 'lead_sla.lead_goal_action', 'user_id'),
)


@benchmark(
    *(Line(f'first screen: {report.name}', 'ms', 2.5, 'lower') for report in REPORTS),
    Line('first screen: Dashboard', 'ms', 2.5, 'lower'),
    Line('Dashboard, this year', 'ms', 2.5, 'lower'),
    Line('agenda of a review', 'ms', 2.5, 'lower'),
    Line('digest of one reader', 'ms', 2.5, 'lower'),
    Line('refresh of metrics, hourly', 'ms', 10, 'lower'),
    sizes=[1_000_000],
)
class Reports:
    """Open every report on so many leads with history, against core's pivot of the pipeline."""

    NEEDS_ADDONS = True

    @staticmethod
    def both(env, size):
        fill(env, size)
        reader = env(user=env.ref('base.user_admin').id, su=False)
        found = {
            f'first screen: {report.name}': compare(reader, opening(reader, report), report)
            for report in REPORTS
        }
        everything = Report('', '', 'team_id')
        found |= {
            name: compare(reader, work, everything)
            for name, work in {
                'first screen: Dashboard': dashboard(reader),
                'Dashboard, this year': dashboard(reader, period='year'),
                'agenda of a review': agenda(reader),
                'digest of one reader': digest(reader),
            }.items()
        }
        found['refresh of metrics, hourly'] = compare(
            env, env['lead.metric']._cron_refresh, everything
        )
        return found


def opening(env, report):
    screen = Screen(env, report.action)
    assert screen.open(), report.name
    return screen.open


def dashboard(env, **filters):
    return lambda: env['lead.dashboard'].get_data(filters)


def agenda(env):
    """Read the agenda of the team with the most leads, as it is shown to who leads it."""
    [[team]] = env['crm.lead']._read_group(
        [('team_id', '!=', False)], ['team_id'], order='__count desc', limit=1
    )
    review = env['lead.review'].create({'team_id': team.id, 'date_start': env.cr.now()})
    return lambda: review.agenda


def digest(env):
    model = env['digest.digest'].sudo()
    kpis = [name for name in model._fields if name.startswith('kpi_lead_')]
    mail = model.create(
        {
            'name': 'Digest',
            'periodicity': 'daily',
            **{name: True for name in kpis if model._fields[name].type == 'boolean'},
        }
    )
    return lambda: mail._compute_kpis(env.company, env.user)


def compare(env, work, report):
    """Return the milliseconds of ours and of core's pivot, medians of rounds that alternate."""
    pivot = lambda: pipeline(env, report.leads(), report.dimension)
    figures = [[], []]
    for round_number in range(ROUNDS + 1):
        for side, operation in enumerate((work, pivot)):
            with Stopwatch(env) as watch:
                operation()
            if round_number:
                figures[side].append(1000 * watch.seconds)
    return tuple(median(side) for side in figures)
