"""Reports: SQL views without a table, which read the tables as they are.

What no group asks for is no column of a row: joins go from the left to what is unique, so that
PostgreSQL leaves them out. Ratios are of sums (``_read_group_select``), right in every group and
total. Other addons add steps and measures through ``_steps``, ``_lead_columns``,
``_select_columns`` and ``_joins``.
"""

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
