from odoo import api, models


class ResourceCalendarAttendance(models.Model):
    _inherit = 'resource.calendar.attendance'

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.env['lead.sla']._follow_calendars(lines.calendar_id)
        return lines

    def write(self, vals):
        calendars = self.calendar_id
        res = super().write(vals)
        self.env['lead.sla']._follow_calendars(calendars | self.calendar_id)
        return res

    def unlink(self):
        calendars = self.calendar_id
        res = super().unlink()
        self.env['lead.sla']._follow_calendars(calendars.exists())
        return res
