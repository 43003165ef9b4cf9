"""Reports on assignments, claims, shares and on what waits; SQL views without a table."""

from . import ir_filters

# isort: split
from . import (
    lead_based_report,
    lead_claim_report,
    lead_funnel_report,
    lead_share_report,
    lead_unclaimed_report,
    lead_waiting_report,
)
