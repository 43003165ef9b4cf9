from . import (
    test_assessment,
    test_bad_input,
    test_discovery_call,
    test_discovery_call_tour,
    test_evaluation,
    test_funnel,
    test_rights,
    test_scorecard,
    test_scorecard_library,
    test_status,
    test_status_wizard,
)
