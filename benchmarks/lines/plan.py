from ..company import hire
from ..registry import Line, benchmark
from ..stopwatch import Stopwatch
from .flat import wait

SMALL = 1000
LINES = (
    Line('launch a plan, per lead, against 1,000', 'ms', 1.3, 'lower'),
    Line('queries per lead, against 1,000', 'queries', 1.3, 'lower'),
)


@benchmark(*LINES, sizes=[10_000])
class Plan:
    """Launch a follow-up plan on very many leads at once, against a thousand of the same."""

    NEEDS_ADDONS = True
    REPETITIONS = 1

    @staticmethod
    def both(env, size):
        plan, rep = set_up(env)
        launch(env, plan, rep, SMALL)  # what is loaded once is loaded before either is measured
        few = min(launch(env, plan, rep, SMALL) for _repetition in range(3))
        many = launch(env, plan, rep, size)
        names = (line.name for line in LINES)
        return dict(zip(names, zip(many, few, strict=True), strict=True))


def set_up(env):
    """Return a plan whose first step is the owner's, in working time, and an owner."""
    plan = env['mail.activity.plan'].create(
        {
            'name': 'Two Steps',
            'res_model': 'crm.lead',
            'company_id': False,
            'lead_event': 'manual',
            'template_ids': [
                (
                    0,
                    0,
                    {
                        'activity_type_id': env.ref('lead_sla.mail_activity_type_needs_call').id,
                        'responsible_type': 'lead_owner',
                        'delay_count': number,
                        'delay_unit': 'working_days',
                        'delay_from': 'after_previous',
                    },
                )
                for number in (1, 2)
            ],
        }
    )
    return plan, hire(env)[0][0]


def launch(env, plan, rep, size):
    """Return milliseconds and queries per lead, until each has its first step."""
    wait(env, size)
    env.cr.execute(
        "UPDATE crm_lead SET user_id = %s, distribution_state = NULL"
        " WHERE distribution_state = 'pending'",
        [rep.id],
    )
    leads = env['crm.lead'].search([('user_id', '=', rep.id)], order='id')
    runs = env['lead.plan.run']
    with Stopwatch(env) as watch:
        leads._launch_plan(plan)
        while runs.search_count([('next_at', '<=', env.cr.now())], limit=1):
            runs._cron_follow_plans()
    steps = env['lead.plan.step'].search_count([('lead_id', 'in', leads.ids)])
    assert steps == size, f'{steps} steps for {size} leads'
    env.cr.execute(
        "UPDATE crm_lead SET active = false, user_id = NULL WHERE id = ANY(%s)", [leads.ids]
    )
    return 1000 * watch.seconds / size, watch.queries / size
