"""Escalation: the steps before and after a deadline, each once per SLA.

A step runs for all SLAs that are due at once; one that raises is tried SLA by SLA and set aside
with its error. Reminders wait for the end of the quiet hours of whoever is told, silent steps do
not. Steps that could never run after another one are refused when the policy is saved.
"""

from . import (
    lead_sla_escalation,
    lead_sla_escalation_check,
    lead_sla_escalation_run,
    lead_sla_escalation_log,
    lead_limit_cut,
)
