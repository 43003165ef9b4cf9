from odoo import api, models
from odoo.fields import Domain

HOURS_FIELDS = {'attendance_ids', 'tz', 'two_weeks_calendar', 'hours_per_day', 'duration_based'}

SPAN_FIELDS = {'date_from', 'date_to', 'resource_id', 'calendar_id', 'company_id', 'time_type'}


class ResourceCalendar(models.Model):
    _inherit = 'resource.calendar'

    def write(self, vals):
        res = super().write(vals)
        slas = self.env['lead.sla']
        if 'flexible_hours' in vals:
            # whose hours count is another question than before, of anybody who works by these
            slas._mark_stale(slas._may_use(self))
        if vals.keys() & HOURS_FIELDS:
            slas._follow_calendars(self)
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


class ResourceCalendarLeaves(models.Model):
    """Leaves and public holidays, which move the deadlines they fall before."""

    _inherit = 'resource.calendar.leaves'

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._move_sla_deadlines()
        return leaves

    def write(self, vals):
        if not vals.keys() & SPAN_FIELDS:
            return super().write(vals)
        self._move_sla_deadlines()
        res = super().write(vals)
        self._move_sla_deadlines()
        return res

    def unlink(self):
        self._move_sla_deadlines()
        return super().unlink()

    def _move_sla_deadlines(self):
        slas = self.env['lead.sla']
        for leave in self.filtered(lambda leave: leave.time_type == 'leave'):
            domain = leave._get_sla_domain()
            if not domain.is_false():
                slas._mark_stale(domain, [(leave.date_from, leave.date_to)])

    def _get_sla_domain(self):
        """Return which SLAs this leave can concern: of a person, some hours or a company."""
        self.ensure_one()
        # sudo: whose leave it is decides whose SLAs move, and is shown to nobody
        leave = self.sudo()
        if leave.resource_id:
            users = leave.resource_id.user_id
            return Domain('user_id', 'in', users.ids) if users else Domain.FALSE  # a machine
        domain = Domain.TRUE
        if leave.company_id:
            domain &= Domain('company_id', 'in', [leave.company_id.id, False])
        if leave.calendar_id:
            domain &= Domain('calendar_id', '=', leave.calendar_id.id) | (
                Domain('calendar_id', '=', False) & self.env['lead.sla']._may_use(leave.calendar_id)
            )
        return domain


class ResourceResource(models.Model):
    _inherit = 'resource.resource'

    @api.model_create_multi
    def create(self, vals_list):
        resources = super().create(vals_list)
        resources._move_sla_deadlines()
        return resources

    def write(self, vals):
        if not vals.keys() & {'calendar_id', 'tz', 'user_id', 'company_id', 'active'}:
            return super().write(vals)
        self._move_sla_deadlines()
        res = super().write(vals)
        self._move_sla_deadlines()
        return res

    def unlink(self):
        self._move_sla_deadlines()
        return super().unlink()

    def _move_sla_deadlines(self):
        """Have the SLAs of these people follow their working hours."""
        users = self.user_id
        if users:
            self.env['lead.sla']._mark_stale(Domain('user_id', 'in', users.ids))
