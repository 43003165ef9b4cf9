from . import test_confirm, test_one_button, test_quotation
