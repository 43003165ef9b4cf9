"""Automation rules of the company (``base_automation``) hear of what our addons do to leads.

Each rule writes down what it reads on the record it is called for. All scenes are played in one
Odoo, and undone one by one.
"""

import json

from tools.harness import addons

PRELUDE = """
import json
import traceback
from odoo import Command
from odoo.tests import new_test_user

now = env.cr.now()
env['lead.distribution.rule'].search([]).active = False
env['lead.signal.type'].search([]).active = False
env['lead.score.policy'].search([]).weight_probability = 0
SALES = 'sales_team.group_sale_salesman'
reps = [new_test_user(env, f'rep_{n}', SALES, name=f"Rep {n}", email=f'rep_{n}@example.com')
        for n in range(3)]
team = env['crm.team'].create({'name': "Inside Sales", 'use_leads': True, 'member_ids': [
    Command.link(rep.id) for rep in reps]})

def listen(model, *fields, trigger='on_create_or_write', reads=None, code="", **vals):
    if fields:
        found = [env['ir.model.fields']._get(model, name).id for name in fields]
        vals['trigger_field_ids'] = [Command.set(found)]
    what = ' '.join('{record.%s}' % name for name in (reads or fields))
    code = code or "env['res.partner.category'].create({'name': f'%s'})" % what
    model_id = env['ir.model']._get_id(model)
    action = {'name': "Write down", 'model_id': model_id, 'state': 'code', 'code': code,
              'usage': 'base_automation'}
    env['base.automation'].create({
        'name': f"Listen to {model}", 'model_id': model_id, 'trigger': trigger,
        'action_server_ids': [Command.create(action)], **vals})

def make(count, **vals):
    return env['crm.lead'].create([
        {'name': f"Lead {n}", 'type': 'lead', 'team_id': team.id, 'user_id': False,
         'email_from': f'customer{n}@example.com', **vals} for n in range(count)])

def rule(*members):
    return env['lead.distribution.rule'].create({
        'name': "Everything", 'keep_customer_owner': False, 'keep_duplicate_owner': False,
        'member_ids': [Command.create({'user_id': rep.id}) for rep in members]})

def signals(leads, points=80):
    Type = env['lead.signal.type']
    kind = Type.search([('name', '=', "Webinar")]) or Type.create(
        {'name': "Webinar", 'code': 'webinar', 'points': points, 'half_life_days': 30})
    return [{'lead_id': lead.id, 'type_id': kind.id, 'points': points, 'half_life_days': 30,
             'date': now} for lead in leads]

def status(meaning):
    return env['lead.status']._by_meaning(meaning)

def heard():
    env.flush_all()
    return env['res.partner.category'].search([('id', '>', before)], order='id').mapped('name')

def distribute(leads):
    leads._distribute_batch(env['crm.lead']._get_due_domain())

def play(scene):
    space = dict(globals())
    try:
        with env.cr.savepoint():
            exec(scene, space)
            raise InterruptedError
    except InterruptedError:
        return space['result']
    except Exception:
        return traceback.format_exc()
    finally:
        env.cr.precommit.clear()
        env.invalidate_all(flush=False)
        env.registry.clear_all_caches()
        env['base.automation']._unregister_hook()

before = max(env['res.partner.category'].search([]).ids, default=0)
print(json.dumps({name: play(scene) for name, scene in SCENES.items()}))
"""


SCENES = {
    'grade is read together with the new score': (
        ['b 80.0 high'],
        """
lead = make(1)
listen('crm.lead', 'lead_grade', reads=['lead_grade', 'lead_score', 'interest_level'])
env['lead.signal'].create(signals(lead))
result = heard()
""",
    ),
    'grades of many leads are read together with their scores': (
        ['b 80.0 high'] * 30,
        """
leads = make(30)
listen('crm.lead', 'lead_grade', reads=['lead_grade', 'lead_score', 'interest_level'])
env['lead.signal'].create(signals(leads))
result = heard()
""",
    ),
    'scores that fade overnight tell of the grade': (
        ['d 20.0'] * 30,
        """
leads = make(30)
env['lead.signal'].create(signals(leads))
listen('crm.lead', 'lead_grade', reads=['lead_grade', 'lead_score'])
env.flush_all()
env.cr.execute("UPDATE lead_signal SET date = date - interval '60 days'")
env.invalidate_all()
leads._refresh_score()
result = heard()
""",
    ),
    'score that passes a number': (
        ['70.0'],
        """
lead = make(1)
env['lead.signal'].create(signals(lead, 40))
listen('crm.lead', 'lead_score', filter_pre_domain="[('lead_score', '<', 60)]",
       filter_domain="[('lead_score', '>=', 60)]")
env['lead.signal'].create(signals(lead, 10))
env['lead.signal'].create(signals(lead, 20))
env['lead.signal'].create(signals(lead, 20))
result = heard()
""",
    ),
    'status of each lead': (
        ['passed'] * 30,
        """
leads = make(30)
listen('crm.lead', 'lead_status_id', reads=['lead_status_meaning'])
leads._change_status(status('passed'))
result = heard()
""",
    ),
    'salesperson of each lead that a run gives away': (
        sorted(['Rep 0 assigned', 'Rep 1 assigned'] * 15),
        """
rule(reps[0], reps[1])
leads = make(30)
listen('crm.lead', 'user_id', reads=['user_id.name', 'distribution_state'])
distribute(leads)
result = sorted(heard())
""",
    ),
    'first and last touch and recall': (
        [90, True, 2],
        """
leads = make(30, user_id=reps[0].id).with_user(reps[0])
env.company.lead_half_life_days = 30
listen('crm.lead', 'first_touch_at', reads=['first_touch_at'])
listen('crm.lead', 'last_touch_at', reads=['last_touch_at'])
listen('crm.lead', 'forget_at', reads=['last_contact_at'])
leads._follow_up('call', date=now)
first = heard()
leads[0]._follow_up('call', date=now.replace(year=now.year + 1))
result = [len(first), set(first) == {str(now)}, len(heard()) - len(first)]
""",
    ),
    'touches': (
        ['call'] * 30,
        """
leads = make(30, user_id=reps[0].id).with_user(reps[0])
listen('lead.touch', trigger='on_create', reads=['kind'])
leads._follow_up('call')
result = heard()
""",
    ),
    'call that a person marks as done counts while rules listen': (
        ['call'],
        """
lead = make(1, user_id=reps[0].id)
listen('mail.activity', reads=['summary'])
listen('crm.lead', reads=['name'])
call = lead.activity_schedule('mail.mail_activity_data_call', user_id=reps[0].id)
call.with_user(reps[0]).action_feedback()
result = lead.touch_ids.mapped('kind')
""",
    ),
    'call that a rule marks as done is no touch of whom it acts for': (
        [[False], []],
        """
lead = make(1, user_id=reps[0].id)
call = lead.activity_schedule('mail.mail_activity_data_call', user_id=reps[0].id)
listen('crm.lead', 'referred', code="record.activity_ids.action_feedback()")
lead.with_user(reps[0]).referred = "Fair"
env.flush_all()
result = [call.mapped('active'), lead.touch_ids.mapped('kind')]
""",
    ),
    'rule that gives 1 leads on at once': (
        [['Rep 1'], 'assigned', 1, ['Rep 1'], 'manual', 1],
        """
rule(reps[0])
listen('crm.lead', 'user_id', filter_domain="[('user_id', '=', %s)]" % reps[0].id,
       code="record.write({'user_id': %s, 'expected_revenue': 5})" % reps[1].id)
leads = make(1)
distribute(leads)
env.flush_all()
env.cr.precommit.run()
stints = leads.assignment_ids
noted = env['mail.tracking.value'].search([
    ('mail_message_id', 'in', leads.message_ids.ids), ('field_id.name', '=', 'expected_revenue')])
result = [leads.user_id.mapped('name'), set(leads.mapped('distribution_state')).pop(), len(stints),
          stints.user_id.mapped('name'), set(stints.mapped('origin')).pop(), len(noted)]
""",
    ),
    'rule that gives 30 leads on at once': (
        [['Rep 1'], 'assigned', 30, ['Rep 1'], 'manual', 30],
        """
rule(reps[0])
listen('crm.lead', 'user_id', filter_domain="[('user_id', '=', %s)]" % reps[0].id,
       code="record.write({'user_id': %s, 'expected_revenue': 5})" % reps[1].id)
leads = make(30)
distribute(leads)
env.flush_all()
env.cr.precommit.run()
stints = leads.assignment_ids
noted = env['mail.tracking.value'].search([
    ('mail_message_id', 'in', leads.message_ids.ids), ('field_id.name', '=', 'expected_revenue')])
result = [leads.user_id.mapped('name'), set(leads.mapped('distribution_state')).pop(), len(stints),
          stints.user_id.mapped('name'), set(stints.mapped('origin')).pop(), len(noted)]
""",
    ),
    'each lead.assignment that a run makes': (
        ['Rep 0'] * 30,
        """
env['lead.sla.policy'].search([]).active = False
env['lead.sla.policy'].create({'name': "Quick", 'target_ids': [Command.create(
    {'kind': 'first_response', 'amount': 30, 'unit': 'minute'})]})
rule(reps[0])
leads = make(30)
listen('lead.assignment', trigger='on_create', reads=['user_id.name'])
distribute(leads)
result = heard()
""",
    ),
    'each lead.status.change that a run makes': (
        ['passed'] * 30,
        """
env['lead.sla.policy'].search([]).active = False
env['lead.sla.policy'].create({'name': "Quick", 'target_ids': [Command.create(
    {'kind': 'first_response', 'amount': 30, 'unit': 'minute'})]})
rule(reps[0])
leads = make(30)
listen('lead.status.change', trigger='on_create', reads=['to_status_id.meaning'])
distribute(leads)
result = heard()
""",
    ),
    'each lead.sla that a run makes': (
        ['first_response'] * 30,
        """
env['lead.sla.policy'].search([]).active = False
env['lead.sla.policy'].create({'name': "Quick", 'target_ids': [Command.create(
    {'kind': 'first_response', 'amount': 30, 'unit': 'minute'})]})
rule(reps[0])
leads = make(30)
listen('lead.sla', trigger='on_create', reads=['kind'])
distribute(leads)
result = heard()
""",
    ),
}


def test_rules_hear_of_what_happens_to_leads(app_db, run_shell, subtests):
    scenes = {name: scene for name, (_expected, scene) in SCENES.items()}
    printed = run_shell(app_db(*addons.apps()), f'SCENES = {scenes!r}\n{PRELUDE}')
    results = json.loads(printed.strip().splitlines()[-1])
    for name, (expected, _scene) in SCENES.items():
        with subtests.test(name):
            assert results[name] == expected
