from . import lead_funnel_report
