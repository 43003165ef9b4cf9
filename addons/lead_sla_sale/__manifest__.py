{
    'name': "Lead SLA for Sales",
    'version': '19.0.1.0.0',
    'category': 'Sales/CRM',
    'summary': "A quotation that is sent is the offer of its lead, and a contact with the customer",
    'author': "Lead Management founders",
    'license': 'LGPL-3',
    'depends': ['lead_sla', 'sale_crm'],
    'auto_install': True,
    'data': ['views/crm_lead_views.xml'],
    'assets': {'web.assets_tests': ['lead_sla_sale/static/tests/tours/**/*']},
}
