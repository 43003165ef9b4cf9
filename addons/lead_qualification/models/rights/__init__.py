"""Rights that follow from those on a lead, and who is credited with one.

A record about a lead has the rights of the lead, and nobody makes a record of any app lead to a
lead they may not read. What a record led to before is no news, so meetings and orders can be
copied.
"""

from . import (
    base,
    lead_bound_mixin,
    crm_lead,
)
