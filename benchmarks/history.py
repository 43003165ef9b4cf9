"""Three years of a company with our addons: leads, and all that happened to them.

Made by set-based SQL, so that a million leads take minutes; how they spread follows from their
numbers, and is the same each time.
"""

from .bulk import bare, copy
from .company import REPS_PER_TEAM, hire, make_teams

DAYS = 3 * 365
TABLES = (
    *('crm_lead', 'lead_assignment', 'lead_sla', 'lead_touch', 'lead_status_change'),
    *('lead_assessment', 'lead_assessment_line', 'lead_satisfaction', 'lead_pool_log'),
    *('mail_activity', 'res_partner'),
)


def fill(env, size):
    """Make the company and its leads."""
    crews = hire(env)
    names = set_up(env, make_teams(env, crews), env['res.users'].union(*crews))
    with bare(env, *TABLES):
        make_customers(env, max(size // 20, 1), names)
        make_leads(env, size, names)
        for statement in (STINTS, CLOCKS, TOUCHES, CHANGES, ASSESSMENTS, LINES, ANSWERS, *OTHERS):
            env.cr.execute(statement, names)
    env['lead.metric']._cron_refresh()
    set_targets(env, crews)
    env.cr.commit()
    env.cr.execute('ANALYZE lead_metric_value')
    env.cr.commit()


def set_up(env, teams, reps):
    """Return the ids that the statements need, of a rule, a policy, a pool, a card and people."""
    rule = env['lead.distribution.rule'].create(
        {'name': 'All', 'member_ids': [(0, 0, {'user_id': rep.id}) for rep in reps]}
    )
    policy = env['lead.sla.policy'].create(
        {'name': 'Fast', 'target_ids': [(0, 0, {'amount': 30, 'time_base': 'clock'})]}
    )
    pool = env['lead.pool'].create({'name': 'Pool', 'user_ids': [(6, 0, reps.ids)]})
    statuses = {
        meaning: env['lead.status']._by_meaning(meaning).id
        for meaning in ('new', 'passed', 'accepted', 'qualified', 'trash')
    }
    return {
        **statuses,
        'reps': reps.ids,
        'teams': teams.ids,
        'stages': env['crm.stage'].search([('is_won', '=', False)]).ids,
        'won': env['crm.stage'].search([('is_won', '=', True)], limit=1).id,
        'sources': env['utm.source'].create([{'name': f'Source {n}'} for n in range(8)]).ids,
        'company': env.company.id,
        'rule': rule.id,
        'policy': policy.id,
        'target': policy.target_ids.id,
        'pool': pool.id,
        'card': env.ref('lead_qualification.lead_scorecard_bant').id,
        'lead_model': env['ir.model']._get_id('crm.lead'),
        'call': env.ref('mail.mail_activity_data_call').id,
    }


def make_customers(env, size, names):
    model = env['res.partner'].create({'name': 'Model'})
    copy(env, model, size, {'name': "'Customer ' || n", 'complete_name': "'Customer ' || n"})
    env.cr.execute(
        """UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE 'Customer %'
        RETURNING id"""
    )
    names['customers'] = sorted(row[0] for row in env.cr.fetchall())


def make_leads(env, size, names):
    """Insert the leads, the oldest first."""
    model = env['crm.lead'].create({'name': 'Model', 'user_id': False, 'team_id': False})
    copy(env, model, size, lead_columns(names), FACTS.format(size=size, days=DAYS))
    model.unlink()


# of a hundred leads 40 are opportunities, a quarter of the old ones won, half of them lost; of the
# others nearly half are in the trash, and five have no owner
FACTS = """
    CROSS JOIN LATERAL (
        SELECT abs(hashint4(n::int) %% 100) AS chance, ({size} - n)::float / {size} * {days} AS age
    ) AS luck
    CROSS JOIN LATERAL (
        SELECT now() AT TIME ZONE 'UTC' - age * interval '1 day' AS created,
               chance < 40 AS is_opportunity, chance < 95 AS has_owner,
               CASE WHEN age < 60 THEN 'pending' WHEN chance < 10 THEN 'won'
                    WHEN chance < 30 THEN 'lost' WHEN chance < 40 THEN 'pending'
                    WHEN chance < 85 THEN 'lost' ELSE 'pending' END AS outcome
    ) AS life
    CROSS JOIN LATERAL (
        SELECT CASE WHEN outcome != 'pending'
                    THEN created + (10 + chance %% 50) * interval '1 day' END AS closed,
               CASE WHEN has_owner THEN created + interval '1 hour' END AS assigned,
               CASE WHEN has_owner OR outcome != 'pending' THEN NULL
                    WHEN n %% 2 = 0 THEN 'pool' ELSE 'waiting' END AS place
    ) AS fate
""".replace('%%', '%')


def lead_columns(names):
    """Return what each lead is, as SQL of its number and the facts."""
    rep, stage = pick(names['reps']), pick(names['stages'], 7)
    return {
        'name': "'Lead ' || n",
        'type': "CASE WHEN is_opportunity THEN 'opportunity' ELSE 'lead' END",
        'active': "outcome != 'lost'",
        'won_status': 'outcome',
        'probability': "CASE outcome WHEN 'won' THEN 100 WHEN 'lost' THEN 0 ELSE chance END",
        'expected_revenue': '1000 + n % 9000',
        'prorated_revenue': '(1000 + n % 9000) * chance / 100.0',
        'user_id': f'CASE WHEN has_owner THEN {rep} END',
        'team_id': f'(ARRAY{names["teams"]})[1 + n % {len(names["reps"])} / {REPS_PER_TEAM}]',
        'company_id': f'{names["company"]}',
        'source_id': pick(names['sources'], 3),
        'stage_id': f"CASE outcome WHEN 'won' THEN {names['won']} ELSE {stage} END",
        'partner_id': f'CASE WHEN is_opportunity THEN {pick(names["customers"], 1)} END',
        'lead_grade': "(ARRAY['a', 'b', 'c', 'd'])[1 + n % 4]",
        'lead_score': 'chance',
        'lead_status_id': f"""CASE WHEN is_opportunity THEN {names['qualified']}
            WHEN outcome = 'lost' THEN {names['trash']} WHEN chance < 60 THEN {names['accepted']}
            WHEN chance < 80 THEN {names['passed']} ELSE {names['new']} END""",
        'generated_by_id': pick(names['reps'], 5),
        'qualified_by_id': f'CASE WHEN is_opportunity THEN {rep} END',
        'closed_by_id': f"CASE outcome WHEN 'won' THEN {rep} END",
        'distribution_state': "CASE WHEN has_owner THEN 'assigned' ELSE place END",
        'distribution_reason': "CASE place WHEN 'waiting' THEN '{\"key\": \"nobody\"}'::jsonb END",
        'pool_id': f"CASE place WHEN 'pool' THEN {names['pool']} END",
        'pooled_at': "CASE place WHEN 'pool' THEN created + interval '40 minutes' END",
        **MOMENTS,
    }


MOMENTS = {
    'create_date': 'created',
    'date_open': 'assigned',
    'first_assigned_at': 'assigned',
    'passed_at': "CASE WHEN chance < 80 THEN created + interval '30 minutes' END",
    'accepted_at': "CASE WHEN chance < 60 THEN created + interval '4 hours' END",
    'qualified_at': "CASE WHEN is_opportunity THEN created + interval '3 days' END",
    'date_conversion': "CASE WHEN is_opportunity THEN created + interval '3 days' END",
    'first_touch_at': "assigned + chance * interval '1 minute'",
    'last_touch_at': "assigned + interval '3 days'",
    'date_closed': 'closed',
}


def pick(ids, step=1):
    """Return SQL that takes one of these ids by the number ``n``."""
    if len(ids) > 100:  # ids in a row
        return f'{ids[0]} + n / {step} % {len(ids)}'
    return f'(ARRAY{ids})[1 + n / {step} % {len(ids)}]'


STINTS = """
    INSERT INTO lead_assignment (lead_id, user_id, team_id, company_id, rule_id, member_id,
           pool_id, origin, assigned_at, first_touch_at, latency_minutes, booked, released_at,
           release_reason)
    SELECT lead.id, lead.user_id, lead.team_id, lead.company_id,
           CASE WHEN lead.id %% 10 > 0 THEN member.rule_id END,
           CASE WHEN lead.id %% 10 > 0 THEN member.id END,
           CASE WHEN lead.id %% 10 = 0 THEN %(pool)s END,
           CASE WHEN lead.id %% 10 = 0 THEN 'claim' ELSE 'rule' END,
           lead.first_assigned_at, lead.first_touch_at, 60, 1, lead.date_closed,
           CASE WHEN lead.date_closed IS NOT NULL THEN 'closed' END
      FROM crm_lead AS lead
      JOIN lead_distribution_member AS member
        ON member.user_id = lead.user_id AND member.rule_id = %(rule)s
"""
CLOCKS = """
    INSERT INTO lead_sla (lead_id, assignment_id, target_id, policy_id, kind, amount, unit,
           time_base, user_id, team_id, company_id, started_at, deadline, state, met_at,
           response_minutes, response_working_minutes)
    SELECT lead_id, id, %(target)s, %(policy)s, 'first_response', 30, 'minute', 'clock', user_id,
           team_id, company_id, assigned_at, assigned_at + interval '30 minutes',
           CASE WHEN id %% 10 < 7 THEN 'met' ELSE 'missed' END,
           CASE WHEN id %% 10 < 9
                THEN assigned_at + (id %% 10) * interval '4 minutes' END,
           (id %% 10) * 4, (id %% 10) * 4
      FROM lead_assignment
"""
TOUCHES = """
    INSERT INTO lead_touch (lead_id, user_id, kind, direction, outcome, date, attempt)
    SELECT id, user_id, (ARRAY['call', 'email', 'message', 'meeting'])[1 + (id + number) %% 4],
           'out',
           CASE WHEN (id + number) %% 4 = 0
                THEN (ARRAY['reached', 'no_answer', 'voicemail'])[1 + id / 4 %% 3] END,
           first_touch_at + (number - 1) * interval '1 day', number
      FROM crm_lead AS lead, generate_series(1, 1 + id %% 3) AS number
     WHERE user_id IS NOT NULL
"""
CHANGES = """
    INSERT INTO lead_status_change (lead_id, from_status_id, to_status_id, direction, user_id,
           owner_id, team_id, company_id, date, hours, change_count)
    SELECT lead.id, %(new)s, %(passed)s, 'positive', lead.generated_by_id, lead.user_id,
           lead.team_id, lead.company_id, lead.passed_at, 0.5, 1
      FROM crm_lead AS lead WHERE lead.passed_at IS NOT NULL
     UNION ALL
    SELECT lead.id, %(passed)s, lead.lead_status_id,
           CASE lead.lead_status_id WHEN %(trash)s THEN 'negative' ELSE 'positive' END,
           lead.user_id, lead.user_id, lead.team_id, lead.company_id,
           COALESCE(lead.date_closed, lead.accepted_at), 4, 1
      FROM crm_lead AS lead
     WHERE lead.user_id IS NOT NULL
       AND (lead.accepted_at IS NOT NULL OR lead.date_closed IS NOT NULL)
"""
ASSESSMENTS = """
    INSERT INTO lead_assessment (lead_id, scorecard_id, user_id, state, confirmed_at, score,
           grade, verdict)
    SELECT id, %(card)s, user_id, 'confirmed', first_touch_at, lead_score, lead_grade,
           CASE WHEN lead_score < 60 THEN 'passed' ELSE 'failed' END
      FROM crm_lead WHERE user_id IS NOT NULL AND id %% 5 = 0
"""
LINES = """
    INSERT INTO lead_assessment_line (assessment_id, criterion_id, answer_id, basis, name,
           sequence, weight, max_points, met_points, answer_name, points, is_missing, is_met)
    SELECT assessment.id, criterion.id, answer.id, 'confirmed', criterion.name ->> 'en_US',
           criterion.sequence, criterion.weight, 3, 2, answer.name ->> 'en_US', answer.points,
           FALSE, answer.points >= 2
      FROM lead_assessment AS assessment
      JOIN lead_scorecard_criterion AS criterion
        ON criterion.scorecard_id = assessment.scorecard_id
CROSS JOIN LATERAL (
           SELECT * FROM lead_scorecard_answer WHERE criterion_id = criterion.id
         ORDER BY id OFFSET (assessment.id + criterion.id) %% 3 LIMIT 1) AS answer
"""
ANSWERS = """
    INSERT INTO lead_satisfaction (lead_id, partner_id, team_id, closed_by_id, company_id,
           user_id, date, days_after_sale, rating, score)
    SELECT id, partner_id, team_id, closed_by_id, company_id, user_id,
           date_closed + interval '7 days', 7, (id %% 6)::text, id %% 6
      FROM crm_lead WHERE won_status = 'won' AND id %% 3 = 0
"""
OTHERS = (
    """
    INSERT INTO lead_pool_log (lead_id, pool_id, company_id, kind, date, pooled_at)
    SELECT lead_id, pool_id, company_id, 'entered', assigned_at - interval '20 minutes',
           assigned_at - interval '20 minutes'
      FROM lead_assignment WHERE origin = 'claim'
    """,
    """
    INSERT INTO mail_activity (res_model_id, res_model, res_id, activity_type_id, user_id,
           date_deadline, active, automated)
    SELECT %(lead_model)s, 'crm.lead', id, %(call)s, user_id, CURRENT_DATE + id %% 9, TRUE, TRUE
      FROM crm_lead WHERE won_status = 'pending' AND user_id IS NOT NULL AND id %% 10 < 7
    """,
)


def set_targets(env, crews):
    """Give each team, and each rep, a target of revenue and of deals for each month."""
    metrics = env['lead.metric'].search([('key', 'in', ('revenue', 'won'))])
    first = env.cr.now().date().replace(day=1)
    common = [{'metric_id': metric.id, 'target': 1000, 'date_from': first} for metric in metrics]
    teams = env['crm.team'].search([('member_ids', 'in', [crew[:1].id for crew in crews])])
    env['lead.goal'].create(
        [{**vals, 'team_id': team.id} for vals in common for team in teams]
        + [{**vals, 'user_id': rep.id} for vals in common for crew in crews for rep in crew]
    )
