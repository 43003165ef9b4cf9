from . import (
    test_absence,
    test_activity,
    test_clock,
    test_deadline,
    test_escalation,
    test_funnel,
    test_merge,
    test_policy,
    test_rights,
    test_sweep,
    test_touch,
    test_touch_message,
)
