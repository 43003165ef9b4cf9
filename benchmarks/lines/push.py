from ..company import REGIONS, hire, make_leads, make_teams
from ..registry import Line, benchmark
from ..stopwatch import Stopwatch


@benchmark(
    Line('push leads to reps', 'leads/s', 10, 'higher'),
    Line('queries per lead pushed', 'queries', 0.1, 'lower'),
    sizes=[2000, 10000],
)
class Push:
    """Give waiting leads to 20 reps by 5 rules, against Odoo's own assignment by 5 teams."""

    @staticmethod
    def ours(env, size):
        crews = hire(env)
        teams = make_teams(env, crews)
        make_leads(env, size)
        env['lead.distribution.rule'].create(
            [
                {
                    'name': region,
                    'domain': f"[('city', '=', '{region}')]",
                    'team_id': team.id,
                    'member_ids': [(0, 0, {'user_id': rep.id}) for rep in crew],
                }
                for region, team, crew in zip(REGIONS, teams, crews, strict=True)
            ]
        )
        leads = env['crm.lead'].search([('user_id', '=', False)])
        leads._enqueue_distribution()
        return measure(env, size, env['crm.lead']._cron_distribute)

    @staticmethod
    def yardstick(env, size):
        env['ir.config_parameter'].set_param('crm.lead.auto.assignment', True)
        env['crm.team'].search([]).active = False
        teams = make_teams(env, hire(env))
        # Odoo gives a member a thirtieth of this in a day
        teams.crm_team_member_ids.assignment_max = size * 30
        make_leads(env, size)
        return measure(env, size, teams._action_assign_leads)


@benchmark(Line('push against a bare write', 's', 3, 'lower'), sizes=[2000])
class BareWrite:
    """The same leads to the same reps: all that a rule does, against one write per rep."""

    @staticmethod
    def ours(env, size):
        return [size / Push.ours(env, size)[0]]

    @staticmethod
    def yardstick(env, size):
        reps = [rep for crew in hire(env) for rep in crew]
        # bare: without the mail Odoo sends for each lead
        leads = make_leads(env, size).with_context(mail_auto_subscribe_no_notify=True)
        share = size // len(reps)

        def write():
            for number, rep in enumerate(reps):
                leads[number * share : (number + 1) * share].write({'user_id': rep.id})

        return [size / measure(env, size, write)[0]]


def measure(env, size, operation):
    with Stopwatch(env) as watch:
        operation()
    owned = env['crm.lead'].search([('user_id', '!=', False)])
    assert len(owned) == size, f'{len(owned)} of {size} leads were assigned'
    assert len(owned.user_id) == 20, f'only {len(owned.user_id)} reps got leads'
    return [size / watch.seconds, watch.queries / size]
