"""The people and leads that every benchmark works on, made the same way in either database."""

TEAMS = 5
REPS_PER_TEAM = 4
REGIONS = [f'Region {number}' for number in range(TEAMS)]


def hire(env):
    """Return ``TEAMS`` groups of reps."""
    group = env.ref('sales_team.group_sale_salesman')
    reps = (
        env['res.users']
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    'name': f'Rep {number}',
                    'login': f'rep{number}',
                    'email': f'rep{number}@company.example',
                    'tz': 'UTC',
                    'group_ids': [(6, 0, (env.ref('base.group_user') | group).ids)],
                }
                for number in range(TEAMS * REPS_PER_TEAM)
            ]
        )
    )
    return [reps[start : start + REPS_PER_TEAM] for start in range(0, len(reps), REPS_PER_TEAM)]


def make_teams(env, crews):
    return env['crm.team'].create(
        [
            {
                'name': region,
                'use_leads': True,
                'assignment_domain': f"[('city', '=', '{region}')]",
                'member_ids': [(6, 0, crew.ids)],
            }
            for region, crew in zip(REGIONS, crews, strict=True)
        ]
    )


def lead_vals(size):
    """Return the values of leads as they come in, spread over the regions, no two alike."""
    return [
        {
            'name': f'Lead {number}',
            'type': 'lead',
            'contact_name': f'Customer {number}',
            'email_from': f'customer{number}@customer{number}.example',
            'phone': f'+1 555 {number:07d}',
            'city': REGIONS[number % TEAMS],
            'user_id': False,
            'team_id': False,
        }
        for number in range(size)
    ]


def make_leads(env, size):
    return env['crm.lead'].create(lead_vals(size))
