"""Availability of salespeople: available, busy or away, backups, leave, working hours.

Busy is short and changes nothing else. While somebody is away or on leave the backup gets the lead
and the absent member the turn, so nothing is owed later; nobody stands in for a backup. Leave
counts in every rule, working hours where a rule asks for them. A long absence gives untouched
leads back.
"""

from . import (
    res_users,
    res_users_absence,
    lead_presence,
    resource_calendar,
    resource_calendar_leaves,
    ir_http,
)
