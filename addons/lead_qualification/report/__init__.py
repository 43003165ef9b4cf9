from . import ir_filters, lead_source_cost

# isort: split
from . import lead_report_mixin  # isort: skip (reports inherit from it)
from . import (
    lead_calibration_report,
    lead_calibration_report_whole,
    lead_funnel_report,
    lead_funnel_report_cost,
    lead_funnel_report_steps,
)
