"""A lead's industry is the same field as in OCA's ``crm_industry``: name, meaning and comodel."""

import pytest

from tools.harness import odoo_source

MODELS = """
from odoo import fields, models


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    industry_id = fields.Many2one('res.partner.industry', "Main Industry")
    secondary_industry_ids = fields.Many2many('res.partner.industry', string="Further Industries")
"""
MAKE = """
trade, building = env['res.partner.industry'].create([{'name': "Trade"}, {'name': "Building"}])
values = {'name': "Kept", 'industry_id': trade.id}
if 'secondary_industry_ids' in env['crm.lead']._fields:
    values['secondary_industry_ids'] = building.ids
env['crm.lead'].create(values)
env.cr.commit()
"""
LOOK = """
from odoo.tests import Form

kept = env['crm.lead'].search([('name', '=', "Kept")])
building = env['res.partner.industry'].search([('name', '=', "Building")])
firm = env['res.partner'].create(
    {'name': "Firm", 'is_company': True, 'industry_id': building.id})
lead = env['crm.lead'].create({'name': "New", 'partner_id': firm.id})
with Form(lead) as form:
    form.priority = '2'
found = env['crm.lead'].search([('industry_id.name', '=', "Building")])
print(kept.industry_id.name, lead.industry_id.name, found == lead)
lead.industry_id = kept.industry_id
env.flush_all()
lead.invalidate_recordset()
print(lead.industry_id.name)
"""
INDUSTRY = "SELECT industry.name->>'en_US' FROM crm_lead JOIN res_partner_industry AS industry"
INDUSTRY += " ON industry.id = crm_lead.industry_id WHERE crm_lead.name = 'Kept'"


@pytest.fixture
def other_addon(tmp_path, monkeypatch):
    """Give the name of another addon that defines the industry of a lead."""
    folder = tmp_path / 'lead_other_industry'
    folder.mkdir()
    manifest = {'name': "Industry", 'depends': ['crm'], 'license': 'LGPL-3'}
    (folder / '__manifest__.py').write_text(repr(manifest))
    (folder / '__init__.py').write_text('from . import models\n')
    (folder / 'models.py').write_text(MODELS)
    paths = [*odoo_source.addons_paths(), tmp_path]
    monkeypatch.setattr(odoo_source, 'addons_paths', lambda: paths)
    return folder.name


def check(db, other, run_shell, run_odoo, psql):
    """Check that both addons work on the field, and that it outlives the other one."""
    assert run_shell(db, LOOK).split('\n')[-3:] == ['Trade Building True', 'Trade', '']
    run_odoo(db, 'module', 'uninstall', other)
    assert psql(db, INDUSTRY) == [('Trade',)]


def test_industries_that_were_there_before_us(bare_db, other_addon, run_odoo, run_shell, psql):
    run_odoo(bare_db, '-i', other_addon)
    run_shell(bare_db, MAKE)
    run_odoo(bare_db, '-i', 'lead_qualification')
    further = psql(bare_db, 'SELECT count(*) FROM crm_lead_res_partner_industry_rel')
    assert further == [(1,)]
    check(bare_db, other_addon, run_shell, run_odoo, psql)


def test_industries_that_another_addon_finds(fresh_db, other_addon, run_odoo, run_shell, psql):
    run_shell(fresh_db, MAKE)
    run_odoo(fresh_db, '-i', other_addon)
    check(fresh_db, other_addon, run_shell, run_odoo, psql)
