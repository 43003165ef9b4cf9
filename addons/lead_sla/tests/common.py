from contextlib import contextmanager
from datetime import datetime

from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.addons.mail.tests.common import MockEmail
from odoo.fields import Command


class LeadSlaCase(MockEmail, LeadDistributionCase):
    """Base case: an office that works 9 to 17 from Monday to Friday, UTC, and one policy.

    The policy promises a first response within 30 working minutes; a lead that is not answered
    moves on once. 2026-03-02 is a Monday.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = cls.make_calendar("Office", [(9, 17)])
        cls.env.company.resource_calendar_id = cls.office
        (cls.rep_a | cls.rep_b | cls.leader).tz = 'UTC'
        cls.env['lead.sla.policy'].search([]).active = False
        cls.policy = cls.env['lead.sla.policy'].create(
            {
                'name': "Answer within 30 minutes",
                'target_ids': [Command.create({'amount': 30, 'unit': 'minute'})],
                'escalation_ids': [Command.create({'action': 'reassign'})],
            }
        )
        cls.target = cls.policy.target_ids
        cls.step = cls.policy.escalation_ids
        cls.sweep_cron = cls.env.ref('lead_sla.ir_cron_sweep')

    @classmethod
    def make_calendar(cls, name, hours, days=range(5), tz='UTC'):
        """Return a calendar that works ``hours``, a list of (from, to), on ``days``."""
        return cls.env['resource.calendar'].create(
            {
                'name': name,
                'tz': tz,
                'attendance_ids': [
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
                ],
            }
        )

    @classmethod
    def make_leave(cls, calendar, start, stop, resource=None):
        return cls.env['resource.calendar.leaves'].create(
            {
                'name': "Closed",
                'calendar_id': calendar.id,
                'resource_id': resource.id if resource else False,
                'date_from': start,
                'date_to': stop,
            }
        )

    @contextmanager
    def at(self, moment):
        """Have it be ``moment``, a string in UTC."""
        with self.mock_datetime_and_now(datetime.fromisoformat(moment)):
            yield

    def assign(self, moment, rep=None, lead=None):
        """Give a new lead to ``salesperson`` at ``moment`` and return its SLA."""
        with self.at(moment):
            lead = lead or self.make_leads(1)
            lead.user_id = rep or self.rep_a
        return lead.sla_ids.sorted()[:1]

    def call(self, lead, moment, user=None, **values):
        """Have ``user`` call the customer of ``lead`` at ``moment``."""
        with self.at(moment):
            return lead.with_user(user or self.rep_a)._follow_up('call', **values)

    def sweep(self, moment):
        """Run the sweep at ``moment``, as the cron does."""
        self.env.flush_all()
        with self.at(moment), self.enter_registry_test_mode():
            self.sweep_cron.method_direct_trigger()
        self.env.invalidate_all()
