{
    'name': "Lead Distribution: Resellers",
    'version': '19.0.1.0.0',
    'category': 'Sales/CRM',
    'summary': "Leads of resellers stay with them until they decline",
    'author': "Lead Management founders",
    'license': 'LGPL-3',
    'depends': ['lead_distribution', 'website_crm_partner_assign'],
    'auto_install': True,
}
