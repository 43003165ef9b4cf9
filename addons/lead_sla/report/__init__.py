"""Reports on SLAs, responses, delays and touches; SQL views without a table.

Salespeople see the rows they answer for, even if the lead is somebody else's by now.
"""

from . import ir_filters

# isort: split
from . import (
    lead_accountability_report,
    lead_delay_report,
    lead_funnel_report,
    lead_response_report,
    lead_scoreboard_report,
    lead_sla_report,
    lead_touch_report,
)
