{
    'name': "Lead Distribution: Surveys",
    'version': '19.0.1.0.0',
    'category': 'Sales/CRM',
    'summary': "Leads from surveys go to distribution",
    'author': "Lead Management founders",
    'license': 'LGPL-3',
    'depends': ['lead_distribution', 'survey_crm'],
    'auto_install': True,
}
