"""What people do with the other apps of a database: read, open screens, sell. Runs inside Odoo.

Each function returns a dict of outcomes, so that a database with our addons can be compared with
one without. Run by ``odoo shell``; ``test_neighbours`` compares.
"""

import json
import re

from lxml import etree

from odoo.fields import Command
from odoo.tests import Form, new_test_user
from odoo.tools.safe_eval import datetime, safe_eval, time

SELLER = 'neighbour_seller'
GROUPS = {
    'sale_management': 'sales_team.group_sale_salesman',
    'stock': 'stock.group_stock_user',
    'account': 'account.group_account_invoice',
    'website': 'website.group_website_designer',
    'project': 'project.group_project_user',
    'hr': 'hr.group_hr_user',
    'hr_holidays': 'hr_holidays.group_hr_holidays_user',
    'survey': 'survey.group_survey_user',
    'event': 'event.group_event_user',
    'point_of_sale': 'point_of_sale.group_pos_user',
    'mass_mailing': 'mass_mailing.group_mass_mailing_user',
    'base_automation': 'base.group_system',
}
SALES = ('sale_management', 'stock', 'account')
EACH = 5
AUTOMATION = "record.write({'client_order_ref': 'automatic'})"
# moments differ with each run, and files are not read
UNCOMPARED = ('binary', 'date', 'datetime')


def everything(env, apps, *, ours):
    """Return what people of these apps find in a database, with our addons at work or not."""
    if not env['res.users'].search_count([('login', '=', SELLER)]):
        prepare(env, apps)
    if ours:
        use_ours(env)
    sold, told = attempt(env, lambda: sell(env))
    return {'seller sale': told if sold is None else [sold], **walk(env)}


def prepare(env, apps):
    """Make a user per app, one who sells from quotation to invoice, and something to run into."""
    for app in apps:
        new_test_user(env, f'neighbour_{app}', f'base.group_user,{GROUPS[app]}')
    groups = [GROUPS[app] for app in SALES if env.ref(GROUPS[app], raise_if_not_found=False)]
    groups += ['base.group_user', 'base.group_allow_export']
    new_test_user(env, SELLER, ','.join(groups))
    if not env.company.chart_template:
        env['account.chart.template'].try_loading('generic_coa', env.company, install_demo=False)
    if 'base_automation' in apps:
        automate(env)
    env.cr.commit()


def automate(env):
    """Have orders run through an automation rule, which takes the place of core's methods."""
    model = env['ir.model']._get('sale.order')
    rule = env['base.automation'].create(
        {'name': "Neighbour", 'model_id': model.id, 'trigger': 'on_create_or_write'}
    )
    rule.action_server_ids = [
        Command.create(
            {
                'name': "Neighbour",
                'model_id': model.id,
                'state': 'code',
                'code': AUTOMATION,
                'usage': 'base_automation',
            }
        )
    ]


def use_ours(env):
    """Have our addons at work: a pool that hides a lead, a rule, an SLA policy."""
    seller = env['res.users'].search([('login', '=', SELLER)])
    pool = env['lead.pool'].create(
        {'name': "Blind", 'method': 'blind_pull', 'user_ids': [Command.set(seller.ids)]}
    )
    env['lead.distribution.rule'].create(
        {'name': "All", 'method': 'pool', 'pool_id': pool.id, 'sequence': 1}
    )
    env['lead.sla.policy'].create(
        {'name': "Answer", 'target_ids': [Command.create({'amount': 4, 'unit': 'hour'})]}
    )
    lead = env['crm.lead'].create({'name': "Hidden", 'type': 'lead', 'user_id': False})
    lead._carry_out(lead._decide().decisions)
    assert lead.pool_id == pool
    env.cr.commit()


def sell(env):
    """Take an order from quotation to posted invoice as one person, and tell what came of it."""
    env = env(user=env.ref('base.user_admin'))
    customer = env['res.partner'].create({'name': "Neighbour", 'country_id': env.ref('base.us').id})
    product = env['product.product'].create(
        {'name': "Chair", 'default_code': 'CH', 'type': 'consu', 'invoice_policy': 'order'}
    )
    env = env(user=env['res.users'].search([('login', '=', SELLER)]))
    with Form(env['sale.order']) as form:
        form.partner_id = customer.with_env(env)
        with form.order_line.new() as line:
            line.product_id = product.with_env(env)
            line.product_uom_qty = 3
            line.price_unit = 10
    order = form.record
    order.action_confirm()
    for picking in order.picking_ids:
        picking.move_ids.quantity = 3
        picking.button_validate()
    wizard = env['sale.advance.payment.inv'].with_context(active_ids=order.ids).create({})
    wizard.create_invoices()
    order.invoice_ids.action_post()
    env.cr.commit()
    return {
        'reference': order.client_order_ref,
        'order': [order.state, order.amount_total, order.invoice_status],
        'lines': order.order_line.mapped('product_id.display_name'),
        'deliveries': order.picking_ids.mapped('state'),
        'invoices': [[move.state, move.amount_total] for move in order.invoice_ids],
        'export': order.order_line.export_data(['product_id', 'order_id/name'])['datas'][0][0],
    }


def walk(env):
    """Return what each of the people reads and opens."""
    users = env['res.users'].search([('login', '=like', 'neighbour_%')], order='id')
    found = {}
    for user in users:
        person = env(user=user)
        found |= {f'{user.login} {key}': value for key, value in read_all(person).items()}
        found |= {f'{user.login} {key}': value for key, value in open_screens(person).items()}
    return found


def read_all(env):
    """Read every field of some records of every model that the user may read."""
    found = {}
    for name in sorted(env.registry):
        model = env[name].with_context(bin_size=True)
        if model._abstract or model._transient or not model.has_access('read'):
            continue
        records, told = attempt(env, lambda model=model: model.search([], limit=EACH, order='id'))
        if records is None:
            found[name] = told
            continue
        for field_name, field in model.fields_get(attributes=['type']).items():
            if records:
                key = f'{name}.{field_name}'
                found[key] = read(env, records, field_name, field['type'])
    env.cr.rollback()
    return found


def read(env, records, name, kind):
    rows, told = attempt(env, lambda: records.read([name]))
    if rows is None or kind in UNCOMPARED:
        return told
    return [plain(row[name], kind) for row in rows]


def plain(value, kind):
    """Return what of a value is the same in two databases: names instead of numbers."""
    if kind in ('many2one', 'reference'):
        return value[1] if isinstance(value, tuple) else value
    if kind in ('one2many', 'many2many'):
        return len(value)
    return value if isinstance(value, (str, int, float, bool)) else str(value)


def attempt(env, operation):
    """Return ``(result, 'ok')``, or None and the error."""
    try:
        return operation(), 'ok'
    except Exception as error:  # whatever comes is what is compared
        env.cr.rollback()
        env.invalidate_all()
        # not the groups that may, of which we have some more
        reason = str(error).split('This operation')[0].strip()
        return None, re.sub(r'\d+', '#', f'Failed: {type(error).__name__}: {reason}')


def open_screens(env):
    """Open the lists and forms behind the menus of the user."""
    found = {}
    menus = env['ir.ui.menu'].load_menus(False)
    numbers = {
        menu['action_id']
        for menu in menus.values()
        if menu.get('action_model') == 'ir.actions.act_window'
    }
    for action in env['ir.actions.act_window'].sudo().browse(sorted(numbers)):
        key = f'{action.get_external_id()[action.id] or action.name} {action.res_model}'
        model = env[action.res_model].with_context(evaluated(env, action.context) or {})
        if not model.has_access('read'):
            continue
        views = [(view_id, mode) for view_id, mode in action.views if mode != 'settings']
        for step, operation in steps(model, views, evaluated(env, action.domain) or []):
            found[f'{key} {step}'] = attempt(env, operation)[1]
    env.cr.rollback()
    return found


def evaluated(env, text):
    names = {'uid': env.uid, 'time': time, 'datetime': datetime, 'allowed_company_ids': [1]}
    try:
        return safe_eval(text or '[]', names)
    except ValueError:
        return None  # it needs what only a click on a record gives


def steps(model, views, domain):
    """Return what a web client does with the views of an action."""
    yield 'views', lambda: model.get_views([*views, (False, 'search')])
    by_mode = {mode: view_id for view_id, mode in views}
    if 'list' in by_mode:
        yield 'list', lambda: read_list(model, by_mode['list'], domain)
    if 'form' in by_mode:
        view = by_mode['form'] or None
        yield 'form', lambda: [Form(record, view) for record in model.search(domain, limit=1)]
        if model.has_access('create'):
            yield 'new', lambda: Form(model, view)


def read_list(model, view_id, domain):
    found = model.get_views([(view_id, 'list')])
    arch = etree.fromstring(found['views']['list']['arch'])
    names = {node.get('name') for node in arch.iter('field')}
    spec = {
        name: {'fields': {'display_name': {}}} if model._fields[name].relational else {}
        for name in names
        if name in model._fields
    }
    return model.web_search_read(domain, spec, limit=EACH)


def tell(found, path):
    with open(path, 'w') as file:
        json.dump(found, file, indent=1, sort_keys=True, default=str)
