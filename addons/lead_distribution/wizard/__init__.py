from . import lead_simulation, lead_simulation_line, lead_simulation_row, lead_simulation_trace
