from odoo import models


class MailActivitySchedule(models.TransientModel):
    """Odoo's dialog launches follow-up plans too, which then come step by step."""

    _inherit = 'mail.activity.schedule'

    def action_schedule_plan(self):
        if self.res_model != 'crm.lead' or not self.plan_id.lead_event:
            return super().action_schedule_plan()
        self._get_applied_on_records()._launch_plan(self.plan_id)
        return {'type': 'ir.actions.client', 'tag': 'soft_reload'}

    def _compute_error(self):
        result = super()._compute_error()
        for scheduler in self:
            plan = scheduler.plan_id
            if scheduler.res_model == 'crm.lead' and plan.lead_event and not scheduler.has_error:
                scheduler.error = scheduler._get_applied_on_records()._why_not_launched(plan)
                scheduler.has_error = bool(scheduler.error)
        return result
