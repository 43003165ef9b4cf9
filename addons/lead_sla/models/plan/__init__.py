"""Follow-up plans: activity plans of Odoo that an event launches and that go on step by step.

A run lives as long as its lead is what the event made it. Steps are an ordered list, each once per
round; a cancelled activity is a step skipped. Messages are sent once per lead and template, never
to the blacklisted, and are no touch. An offer, a satisfaction answer or a new lead from a sale
does the open step with that purpose.
"""

from . import (
    mail_activity_plan,
    mail_activity_plan_template,
    lead_plan_run,
    lead_plan_run_advance,
    lead_plan_step,
    crm_lead,
    crm_lead_after_sale,
)
