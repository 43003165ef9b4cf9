from . import test_assessment
from . import test_evaluation
from . import test_funnel
from . import test_rights
from . import test_scorecard
from . import test_status
from . import test_status_wizard
