from . import (
    lead_dashboard,
    lead_dashboard_funnel,
    lead_dashboard_goals,
    lead_dashboard_moves,
    lead_dashboard_queue,
)
