from . import (
    test_assessment,
    test_evaluation,
    test_funnel,
    test_rights,
    test_scorecard,
    test_status,
    test_status_wizard,
)
