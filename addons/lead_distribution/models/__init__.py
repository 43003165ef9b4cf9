# what others inherit, the rooms, and last the order in which their steps are taken
from . import (
    presence,
    rule,
    assignment,
    pool,
    hidden,
    simulation,
    crm_lead,
)
