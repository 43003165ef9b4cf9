from . import (
    base,
    lead_bound_mixin,
    crm_lead,
)
