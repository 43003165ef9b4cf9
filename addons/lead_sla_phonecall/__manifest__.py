{
    'name': "Lead SLA for Phone Calls",
    'version': '19.0.1.0.0',
    'category': 'Sales/CRM',
    'summary': "A phone call of OCA's CRM Phone Calls that was held is a contact with the customer",
    'author': "Lead Management founders",
    'license': 'LGPL-3',
    'depends': ['lead_sla', 'crm_phonecall'],
    'auto_install': True,
}
