{
    'name': "Lead Skill (example)",
    'version': '19.0.1.0.0',
    'category': 'Sales/CRM',
    'summary': "Leads go to salespeople who have the skill: the example of docs/extending.md",
    'author': "Lead Management founders",
    'license': 'LGPL-3',
    'depends': ['lead_sla'],
    'data': [
        'security/ir.model.access.csv',
        'data/lead_signal_type_data.xml',
        'data/lead_metric_data.xml',
        'views/lead_skill_views.xml',
    ],
}
