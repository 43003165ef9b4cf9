from . import test_reseller
