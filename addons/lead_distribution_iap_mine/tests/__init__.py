from . import test_mining_owner
