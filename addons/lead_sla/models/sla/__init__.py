"""SLAs: what a policy promises for one assignment of a lead, until when, and whether it was met.

Targets are copied to the SLA when it starts, so editing a policy moves no deadline. Deadlines are
always worked out from the start, so pauses and edited calendars add up to nothing lost; an edited
calendar marks the open SLAs stale. A touch dated before the deadline is in time even if it is
noted later, and a meeting under way at the deadline is an answer. The miss stays with the
salesperson it happened to.
"""

from . import (
    lead_sla_policy,
    lead_sla,
    lead_sla_answer,
    lead_sla_absence,
    lead_sla_choice,
    lead_sla_time,
    lead_sla_sweep,
    lead_sla_activity,
    lead_sla_target,
    crm_lead,
    crm_lead_urgency,
    lead_assignment,
    res_users,
    resource_calendar,
    sla_terms,
)
