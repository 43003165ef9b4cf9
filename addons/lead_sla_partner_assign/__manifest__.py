{
    'name': "Lead SLA: Resellers",
    'version': '19.0.1.0.0',
    'category': 'Sales/CRM',
    'summary': "What a reseller does with a lead counts as contact",
    'author': "Lead Management founders",
    'license': 'LGPL-3',
    'depends': ['lead_sla', 'lead_distribution_partner_assign'],
    'auto_install': True,
}
