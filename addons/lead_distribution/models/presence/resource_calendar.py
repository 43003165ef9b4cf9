from odoo import api, models

# what says when somebody works
HOURS = {'attendance_ids', 'tz', 'two_weeks_calendar', 'flexible_hours'}
PERSONS = {'calendar_id', 'tz', 'user_id', 'active'}


class ResourceCalendar(models.Model):
    """Leads that wait until somebody works are looked at again when working hours change."""

    _inherit = 'resource.calendar'

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & HOURS:
            self.env['crm.lead']._retry_distribution()
        return res


class ResourceCalendarAttendance(models.Model):
    _inherit = 'resource.calendar.attendance'

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        self.env['crm.lead']._retry_distribution()
        return lines

    def write(self, vals):
        res = super().write(vals)
        self.env['crm.lead']._retry_distribution()
        return res

    def unlink(self):
        res = super().unlink()
        self.env['crm.lead']._retry_distribution()
        return res


class ResourceResource(models.Model):
    _inherit = 'resource.resource'

    @api.model_create_multi
    def create(self, vals_list):
        resources = super().create(vals_list)
        if resources.user_id:
            self.env['crm.lead']._retry_distribution()
        return resources

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & PERSONS:
            self.env['crm.lead']._retry_distribution()
        return res
