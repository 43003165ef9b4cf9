"""With Odoo's Time Off installed, a validated request keeps leads away, without any bridge."""

TIME_OFF = """
from datetime import timedelta
from odoo.tests import new_test_user

env['lead.distribution.rule'].search([]).active = False
reps = [new_test_user(env, f'off_{key}', 'sales_team.group_sale_salesman') for key in 'ab']
rule = env['lead.distribution.rule'].create({
    'name': 'All', 'member_ids': [(0, 0, {'user_id': rep.id}) for rep in reps],
})
employee = env['hr.employee'].create({'name': 'A', 'user_id': reps[0].id})
kind = env['hr.leave.type'].create(
    {'name': 'Vacation', 'requires_allocation': False, 'leave_validation_type': 'hr'}
)
today = env.cr.now().date()
request = env['hr.leave'].create({
    'employee_id': employee.id,
    'holiday_status_id': kind.id,
    'request_date_from': today - timedelta(days=7),
    'request_date_to': today + timedelta(days=7),
})

def given():
    leads = env['crm.lead'].create([{'name': 'Lead', 'type': 'lead', 'user_id': False}] * 4)
    leads._carry_out(leads._decide().decisions)
    return leads.mapped('user_id.login')

print('asked', given())
request.action_approve()
print('approved', given())
request.action_refuse()
print('refused', given())
"""


def test_validated_time_off_keeps_leads_away(fresh_db, run_odoo, run_shell):
    run_odoo(fresh_db, '-i', 'hr_holidays')
    said = run_shell(fresh_db, TIME_OFF).splitlines()
    assert "asked ['off_a', 'off_b']" in said
    assert "approved ['off_b']" in said
    assert "refused ['off_b', 'off_a']" in said or "refused ['off_a', 'off_b']" in said
