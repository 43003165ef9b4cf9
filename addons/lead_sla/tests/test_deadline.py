from datetime import datetime

from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestDeadline(LeadSlaCase):
    """When a lead must be answered."""

    def assert_deadline(self, start, deadline, rep=None):
        sla = self.assign(start, rep)
        self.assertEqual(sla.deadline, datetime.fromisoformat(deadline))
        return sla

    def test_deadline_in_working_time(self):
        self.target.write({'amount': 1, 'unit': 'hour'})
        for start, deadline, why in [
            ('2026-03-02 10:00', '2026-03-02 11:00', "in the middle of the day"),
            ('2026-03-02 16:30', '2026-03-03 09:30', "over night"),
            ('2026-03-02 05:00', '2026-03-02 10:00', "before opening"),
            ('2026-03-06 16:30', '2026-03-09 09:30', "over the weekend"),
            ('2026-03-07 20:00', '2026-03-09 10:00', "on Saturday"),
        ]:
            with self.subTest(why):
                self.assert_deadline(start, deadline)

    def test_deadline_skips_public_holiday(self):
        self.make_leave(self.office, '2026-03-03 00:00', '2026-03-03 23:59')
        self.assert_deadline('2026-03-02 16:45', '2026-03-04 09:15')

    def test_holiday_of_another_company_does_not_count(self):
        other = self.env['res.company'].create({'name': "Elsewhere"})
        leave = self.make_leave(self.office, '2026-03-02 00:00', '2026-03-02 23:59')
        leave.calendar_id = False
        leave.flush_recordset()
        # Odoo computes the company of a leave; one of a calendar that is shared has its own
        self.cr.execute(
            "UPDATE resource_calendar_leaves SET company_id = %s WHERE id = %s",
            [other.id, leave.id],
        )
        leave.invalidate_recordset()
        self.assert_deadline('2026-03-02 10:00', '2026-03-02 10:30')

    def test_deadline_skips_lunch(self):
        self.env.company.resource_calendar_id = self.make_calendar("Shop", [(9, 12), (13, 17)])
        self.assert_deadline('2026-03-02 11:50', '2026-03-02 13:20')

    def test_leave_of_the_salesperson_does_not_stop_the_promise(self):
        resource = self.make_resource(self.office)
        self.make_leave(self.office, '2026-03-02 00:00', '2026-03-06 23:59', resource)
        for base in ('working', 'own'):
            self.target.time_base = base
            self.assert_deadline('2026-03-02 10:00', '2026-03-02 10:30')

    def make_resource(self, calendar, tz='UTC'):
        return self.env['resource.resource'].create(
            {
                'name': "Rep A",
                'user_id': self.rep_a.id,
                'calendar_id': calendar.id,
                'company_id': self.env.company.id,
                'tz': tz,
            }
        )

    def test_calendar_of_the_team_before_the_company(self):
        self.assert_deadline('2026-03-02 07:00', '2026-03-02 09:30')
        self.team.resource_calendar_id = self.make_calendar("Early", [(6, 14)])
        self.assert_deadline('2026-03-02 05:00', '2026-03-02 06:30')
        self.make_resource(self.make_calendar("Late", [(18, 22)]))
        self.assert_deadline('2026-03-02 05:00', '2026-03-02 06:30')

    def test_weekly_hours_of_the_salesperson_where_the_target_says_so(self):
        self.target.time_base = 'own'
        self.team.resource_calendar_id = self.make_calendar("Early", [(6, 14)])
        self.assert_deadline('2026-03-02 05:00', '2026-03-02 06:30')
        self.make_resource(self.make_calendar("Late", [(18, 22)]))
        self.assert_deadline('2026-03-02 05:00', '2026-03-02 18:30')

    def test_rep_without_fixed_hours_works_those_of_the_team(self):
        self.make_resource(self.env['resource.calendar'])
        self.assert_deadline('2026-03-07 20:00', '2026-03-09 09:30')

    def test_working_time_is_in_the_time_zone_of_the_hours(self):
        self.rep_a.tz = 'Asia/Dubai'
        self.assert_deadline('2026-03-02 03:00', '2026-03-02 09:30')
        self.make_resource(self.office, 'Asia/Dubai')
        self.target.time_base = 'own'
        self.assert_deadline('2026-03-02 03:00', '2026-03-02 05:30')
        self.assert_deadline('2026-03-02 03:00', '2026-03-02 09:30', self.rep_b)

    def test_change_to_summer_time_moves_the_deadline(self):
        self.office.tz = 'Europe/Paris'
        # Friday 16:45 in winter, Monday 9:15 in summer
        self.assert_deadline('2026-03-27 15:45', '2026-03-30 07:15')

    def test_sla_time_does_not_stand_still(self):
        self.target.time_base = 'clock'
        self.assert_deadline('2026-03-07 20:00', '2026-03-07 20:30')

    def test_a_day_is_a_working_day(self):
        self.target.write({'amount': 2, 'unit': 'day'})
        self.assert_deadline('2026-03-05 10:00', '2026-03-09 10:00')

    def test_a_day_of_the_sla_is_24_hours(self):
        self.target.write({'amount': 2, 'unit': 'day', 'time_base': 'clock'})
        self.assert_deadline('2026-03-05 10:00', '2026-03-07 10:00')

    def test_no_working_time_at_all_falls_back_to_the_sla(self):
        self.make_leave(self.office, '2026-01-01 00:00', '2036-01-01 00:00')
        sla = self.assert_deadline('2026-03-02 10:00', '2026-03-02 10:30')
        self.assertIn("No working time", sla.note)

    def test_hours_until_midnight_end_at_midnight(self):
        self.env.company.resource_calendar_id = self.make_calendar("Late", [(16, 24)])
        self.target.write({'amount': 8, 'unit': 'hour'})
        self.assert_deadline('2026-03-02 16:00', '2026-03-03 00:00')

    def test_hours_around_the_sla_have_no_seam(self):
        days = range(7)
        self.env.company.resource_calendar_id = self.make_calendar("Always", [(0, 24)], days)
        self.target.write({'amount': 72, 'unit': 'hour'})
        self.assert_deadline('2026-03-02 16:00', '2026-03-05 16:00')

    def test_long_target_is_found(self):
        self.target.write({'amount': 60, 'unit': 'day'})
        self.assert_deadline('2026-03-02 09:00', '2026-05-22 17:00')
