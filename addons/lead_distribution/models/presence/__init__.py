from . import (
    res_users,
    res_users_set_presence,
    res_users_absence,
    lead_presence,
    resource_calendar_leaves,
    ir_http,
    res_users_schedule,
)
