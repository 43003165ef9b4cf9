{
    'name': "Lead Distribution: Lead Mining",
    'version': '19.0.1.0.0',
    'category': 'Sales/CRM',
    'summary': "Mined leads go to distribution unless somebody chooses a salesperson",
    'author': "Lead Management founders",
    'license': 'LGPL-3',
    'depends': ['lead_distribution', 'crm_iap_mine'],
    'data': ['views/crm_iap_lead_mining_request_views.xml'],
    'auto_install': True,
}
