from . import lead_funnel_report, lead_share_report, lead_waiting_report
