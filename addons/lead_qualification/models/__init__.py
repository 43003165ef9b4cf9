# what others inherit, the rooms, and last the order in which their steps are taken
from . import (
    lead_group_mixin,
    lead_number_mixin,
    lead_shared_mixin,
    rights,
    status,
    handoff,
    scorecard,
    signal,
    score,
    crm_lead,
)
