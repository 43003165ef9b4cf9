from . import (
    lead_assign_wizard,
    lead_presence_wizard,
    lead_reject_wizard,
    lead_simulation,
    lead_simulation_line,
    lead_simulation_row,
    lead_simulation_trace,
    mail_compose_message,
)
