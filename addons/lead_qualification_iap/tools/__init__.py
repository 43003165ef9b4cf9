from .company_data import employees, industry_names, revenue
