"""The handoff from marketing to sales: gates, receiver, note, acceptance and rejection.

The gates are checked in ``create`` and ``write``, so that import, mass edit and status bar cannot
go around them. The newest confirmed call decides; without one, a profile that is met. A rejected
lead is new again, goes back to whoever passed it, and no rule takes it until it is passed again.
"""

from . import (
    crm_lead,
    crm_lead_reject,
    res_company,
    res_users,
    crm_team,
)
