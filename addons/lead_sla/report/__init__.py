from . import (
    lead_funnel_report,
    lead_scoreboard_report,
)
