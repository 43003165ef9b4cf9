{
    'name': "Lead Qualification: Company Data",
    'version': '19.0.1.0.0',
    'category': 'Sales/CRM',
    'summary': "Employees, revenue and industry from lead enrichment and lead mining",
    'author': "Lead Management founders",
    'license': 'LGPL-3',
    'depends': ['lead_qualification', 'crm_iap_enrich', 'crm_iap_mine'],
    'auto_install': True,
}
