from odoo import models

HOURS_FIELDS = {'attendance_ids', 'tz', 'two_weeks_calendar', 'hours_per_day', 'duration_based'}


class ResourceCalendar(models.Model):
    _inherit = 'resource.calendar'

    def write(self, vals):
        res = super().write(vals)
        clocks = self.env['lead.sla']
        if 'flexible_hours' in vals:
            # whose hours count is another question than before, of anybody who works by these
            clocks._mark_stale(clocks._may_use(self))
        if vals.keys() & HOURS_FIELDS:
            clocks._follow_calendars(self)
        return res

    def unlink(self):
        self.env['lead.sla']._follow_calendars(self)
        return super().unlink()

    def _has_hours(self):
        """Tell whether there is any working time in this calendar."""
        # sudo: whether there are hours is asked by whoever writes a policy
        return self.sudo().flexible_hours or any(
            line.day_period != 'lunch' and not line.display_type
            for line in self.sudo().attendance_ids
        )
