from odoo import models


class CalendarAlarmManager(models.AbstractModel):
    _inherit = 'calendar.alarm_manager'

    def _get_next_potential_limit_alarm(self, alarm_type, seconds=None, partners=None):
        """Remind nobody of a meeting that he may not read while its lead lies in a pool."""
        alarms = super()._get_next_potential_limit_alarm(alarm_type, seconds, partners)
        events = self.env['calendar.event'].browse(alarms)
        readable = set(events._filtered_access('read').ids)
        return {number: alarm for number, alarm in alarms.items() if number in readable}
