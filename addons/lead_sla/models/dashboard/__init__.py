"""The dashboard: one request for the page, a fixed number of queries.

Each card asks a report as the user who looks, with the domain that its click opens, so a number is
that of the rows it opens. A card of a report one may not read is left out.
"""

from . import (
    lead_dashboard,
    lead_dashboard_funnel,
    lead_dashboard_goals,
    lead_dashboard_queue,
)
