from . import test_company_data, test_enrichment, test_mining
