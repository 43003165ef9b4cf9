from contextlib import contextmanager
from datetime import datetime

from odoo.addons.mail.tests.common import MockEmail
from odoo.fields import Command

from .common import LeadDistributionCase


class PresenceCase(MockEmail, LeadDistributionCase):
    """Base case: an office that works 9 to 17 from Monday to Friday, UTC.

    2026-03-02 is a Monday.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls.make_calendar("Office", [(9, 17)])
        cls.env.company.resource_calendar_id = cls.office
        (cls.rep_a + cls.rep_b + cls.rep_c + cls.leader).tz = 'UTC'
        cls.presence_cron = cls.env.ref('lead_distribution.ir_cron_presence')

    @classmethod
    def make_calendar(cls, name, hours, days=range(5), tz='UTC'):
        """Return a calendar that works ``hours``, a list of (from, to), on ``days``."""
        attendances = [
            Command.create(
                {
                    'name': f"{day} {start}",
                    'dayofweek': str(day),
                    'hour_from': start,
                    'hour_to': stop,
                    'day_period': 'morning' if start < 12 else 'afternoon',
                }
            )
            for day in days
            for start, stop in hours
        ]
        return cls.env['resource.calendar'].create(
            {'name': name, 'tz': tz, 'attendance_ids': attendances}
        )

    @classmethod
    def make_resource(cls, rep, calendar=None, **vals):
        return cls.env['resource.resource'].create(
            {
                'name': rep.name,
                'user_id': rep.id,
                'calendar_id': (calendar or cls.office).id,
                'company_id': cls.env.company.id,
                'tz': rep.tz,
                **vals,
            }
        )

    @classmethod
    def make_leave(cls, rep, start, stop, **vals):
        """Return a leave of a rep, as hr_holidays makes it of a validated request."""
        resource = rep.resource_ids[:1] or cls.make_resource(rep)
        return cls.env['resource.calendar.leaves'].create(
            {
                'name': "Leave",
                'resource_id': resource.id,
                'calendar_id': resource.calendar_id.id,
                'date_from': start,
                'date_to': stop,
                **vals,
            }
        )

    @contextmanager
    def at(self, moment):
        """Have it be ``moment``, a string in UTC."""
        with self.mock_datetime_and_now(datetime.fromisoformat(moment)):
            yield

    def give_at(self, moment, count=1, **vals):
        """Return new leads that were distributed at ``moment``."""
        with self.at(moment):
            return self.give(count, **vals)

    def run_presence(self, moment):
        """Run the cron of presence at ``moment``, as the server does."""
        self.env.flush_all()
        with self.at(moment), self.enter_registry_test_mode():
            self.presence_cron.method_direct_trigger()
        self.env.invalidate_all()

    def triggers(self, cron):
        return self.env['ir.cron.trigger'].search([('cron_id', '=', cron.id)]).mapped('call_at')

    def set_presence(self, rep, state, until=False, user=None):
        rep.with_user(user or rep).action_set_lead_presence(state, until)
