from ..company import REGIONS, lead_vals
from ..registry import Line, benchmark
from ..stopwatch import Stopwatch

BATCH = 1000  # as the nightly run does it
LOOPED = 200
DOMAINS = [
    *(f"[('employee_count', '>=', {number})]" for number in (10, 50, 200)),
    *(f"[('annual_revenue', '>=', {number})]" for number in (1000, 100000, 1000000)),
    *(f"[('city', '=', '{region}')]" for region in REGIONS[:4]),
    "[('function', 'ilike', 'chief')]",
    "[('phone', '!=', False)]",
]


@benchmark(Line('score leads on 12 criteria', 'leads/s', 5, 'higher'), sizes=[10000])
class Score:
    """Evaluate and score leads in batches, against a loop that does it lead by lead."""

    NEEDS_ADDONS = True

    @staticmethod
    def ours(env, size):
        leads = prepare(env, size)
        with Stopwatch(env) as watch:
            for start in range(0, size, BATCH):
                leads[start : start + BATCH]._evaluate_scorecards()
                env.cr.commit()
        return [checked(leads) / watch.seconds]

    @staticmethod
    def yardstick(env, size):
        leads = prepare(env, LOOPED)
        with Stopwatch(env) as watch:
            for lead in leads:
                lead._evaluate_scorecards()
                env.cr.commit()
        return [checked(leads) / watch.seconds]


def prepare(env, size):
    env['lead.scorecard'].search([('source', '=', 'evaluated')]).active = False
    env['lead.scorecard'].create(
        {
            'name': "Profile",
            'source': 'evaluated',
            'criterion_ids': [
                (0, 0, {'name': domain, 'domain': domain, 'required': False}) for domain in DOMAINS
            ],
        }
    )
    profiles = [
        {
            'employee_count': 7 * number % 300,
            'annual_revenue': 997 * number % 2000000,
            'function': ('Chief', 'Developer', False)[number % 3],
        }
        for number in range(size)
    ]
    return env['crm.lead'].create(
        [{**vals, **profile} for vals, profile in zip(lead_vals(size), profiles, strict=True)]
    )


def checked(leads):
    leads.env.invalidate_all()
    assert len(leads.assessment_ids) == len(leads), "not every lead was evaluated"
    assert all(leads.mapped('lead_grade')), "not every lead was graded"
    return len(leads)
