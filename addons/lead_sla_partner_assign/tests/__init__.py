from . import test_reseller_follow_up
