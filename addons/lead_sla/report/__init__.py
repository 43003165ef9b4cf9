from . import lead_accountability_report, lead_funnel_report
