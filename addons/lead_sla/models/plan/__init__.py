from . import (
    mail_activity_plan,
    mail_activity_plan_template,
    lead_plan_run,
    lead_plan_run_advance,
    lead_plan_run_occasion,
    lead_plan_step,
    crm_lead,
    crm_lead_next_step,
    crm_lead_after_sale,
)
