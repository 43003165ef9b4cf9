from odoo import models

from ...tools.working_time import Schedule


class ResUsers(models.Model):
    _inherit = 'res.users'

    def _get_schedule(self, team, company):
        """Return the working time that binds this rep, or ``None`` if none has fixed hours.

        The rep's own working hours come first, then the team's, then the company's; always in
        the rep's time zone.
        """
        self.ensure_one()
        # sudo: only working times are read, and none of them is shown
        rep, team, company = self.sudo(), team.sudo(), company.sudo()
        resource = rep._get_resource(company)
        calendars = (resource.calendar_id, team.resource_calendar_id, company.resource_calendar_id)
        calendar = next((c for c in calendars if c and not c.flexible_hours), None)
        if not calendar:
            return None
        if calendar != resource.calendar_id:
            resource = resource.browse()
        return Schedule(calendar, resource, company, resource.tz or rep.tz or calendar.tz)

    def _get_promise_schedule(self, team, company):
        """Return the hours in which a promise to a customer runs, or ``None`` if none are fixed.

        Those of the team, else of the company; of a user, the own weekly hours come first. Public
        holidays count, a person's leave does not: the customer waits all the same.
        """
        # sudo: only working times are read, and none of them is shown
        user, team, company = self.sudo(), team.sudo(), company.sudo()
        own = user._get_resource(company)
        calendars = (own.calendar_id, team.resource_calendar_id, company.resource_calendar_id)
        calendar = next((c for c in calendars if c and not c.flexible_hours), None)
        if not calendar:
            return None
        zone = calendar == own.calendar_id and (own.tz or user.tz)
        return Schedule(calendar, own.browse(), company, zone or calendar.tz)

    def _get_resource(self, company):
        """Return the rep's resource with working hours, the one of ``company`` first."""
        resources = self.resource_ids.filtered('calendar_id')
        return resources.sorted(lambda resource: resource.company_id != company)[:1]
