"""Simulation of rules, drafts too, on the last leads: who would have got them, and why.

It reads with the run's own loaders and places with its engine, in a transaction that PostgreSQL
keeps read-only. The leads simulated count as if nobody had ever had them; all else about them is
as it is now, except that a lead which has moved on counts as just passed where a filter asks for
that.
"""

from . import (
    crm_lead,
    lead_distribution_rule,
)
