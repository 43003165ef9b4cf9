from odoo.fields import Command, Domain
from odoo.tests import tagged

from .common import LeadSlaCase
from .worktime_walk import at


@tagged('post_install', '-at_install')
class TestReschedule(LeadSlaCase):
    """Who edits working hours or leaves moves the deadlines that are still open."""

    def edit(self, sla, deadline):
        """Commit, and check where the deadline is now, on the SLA and on its lead."""
        self.cr.precommit.run()
        self.assertRecordValues(sla, [{'deadline': at(deadline), 'is_stale': False}])
        self.assertEqual(sla.next_event_at, at(deadline))
        self.assertEqual(sla.lead_id.sla_deadline, at(deadline))

    def make_resource(self, calendar):
        return self.env['resource.resource'].create(
            {
                'name': "Rep A",
                'user_id': self.rep_a.id,
                'calendar_id': calendar.id,
                'company_id': self.env.company.id,
                'tz': 'UTC',
            }
        )

    def test_lines_of_a_calendar(self):
        sla = self.assign('2026-03-02 16:45')
        tuesday = self.office.attendance_ids.filtered(lambda line: line.dayofweek == '1')
        tuesday.hour_from = 11
        self.edit(sla, '2026-03-03 11:15')
        tuesday.unlink()
        self.edit(sla, '2026-03-04 09:15')
        self.office.attendance_ids = [
            Command.create({'name': "Evening", 'dayofweek': '0', 'hour_from': 20, 'hour_to': 22})
        ]
        self.edit(sla, '2026-03-02 20:15')

    def test_public_holiday_that_comes_moves_and_goes(self):
        sla = self.assign('2026-03-02 16:45')
        leave = self.make_leave(self.office, '2026-03-03 00:00', '2026-03-03 23:59:59')
        self.edit(sla, '2026-03-04 09:15')
        leave.write({'date_from': '2026-03-05 00:00', 'date_to': '2026-03-05 23:59:59'})
        self.edit(sla, '2026-03-03 09:15')
        leave.write({'date_from': '2026-03-03 00:00', 'date_to': '2026-03-03 23:59:59'})
        self.edit(sla, '2026-03-04 09:15')
        leave.unlink()
        self.edit(sla, '2026-03-03 09:15')

    def test_leave_of_the_salesperson_moves_nothing(self):
        resource = self.make_resource(self.office)
        sla = self.assign('2026-03-02 16:45')
        self.make_leave(self.office, '2026-03-03 00:00', '2026-03-03 12:00', resource)
        self.edit(sla, '2026-03-03 09:15')

    def test_hours_and_time_zone_of_the_salesperson_where_they_count(self):
        self.target.time_base = 'own'
        sla = self.assign('2026-03-02 16:45')
        resource = self.make_resource(self.make_calendar("Late", [(18, 22)]))
        self.edit(sla, '2026-03-02 18:30')
        resource.calendar_id = self.make_calendar("Later", [(20, 22)])
        self.edit(sla, '2026-03-02 20:30')
        resource.tz = 'Europe/Paris'
        self.edit(sla, '2026-03-02 19:30')
        resource.unlink()
        self.edit(sla, '2026-03-03 09:15')

    def test_hours_of_the_team_and_of_the_company(self):
        sla = self.assign('2026-03-02 16:45')
        self.team.resource_calendar_id = self.make_calendar("Team", [(18, 22)])
        self.edit(sla, '2026-03-02 18:30')
        self.team.resource_calendar_id = False
        self.edit(sla, '2026-03-03 09:15')
        self.env.company.resource_calendar_id = self.make_calendar("Company", [(12, 14)])
        self.edit(sla, '2026-03-03 12:30')

    def test_calendar_that_becomes_flexible(self):
        sla = self.assign('2026-03-02 16:45')
        self.office.flexible_hours = True
        self.edit(sla, '2026-03-02 17:15')
        self.assertIn("every hour counts", sla.note)

    def test_hours_added_to_a_calendar_that_had_none(self):
        empty = self.make_calendar("New", [])
        self.team.resource_calendar_id = empty
        sla = self.assign('2026-03-02 16:45')
        self.assertIn("New", sla.note)
        empty.attendance_ids = [
            Command.create({'name': "Day", 'dayofweek': '2', 'hour_from': 9, 'hour_to': 17})
        ]
        self.edit(sla, '2026-03-04 09:30')
        self.assertFalse(sla.note)

    def test_what_is_over_stays_as_it_was(self):
        met, missed = self.assign('2026-03-02 16:00'), self.assign('2026-03-02 16:00')
        self.step.unlink()
        self.call(met.lead_id, '2026-03-02 16:10')
        self.sweep('2026-03-02 16:30')
        self.make_leave(self.office, '2026-03-02 00:00', '2026-03-02 23:59:59')
        self.cr.precommit.run()
        self.assertEqual((met | missed).mapped('deadline'), [at('2026-03-02 16:30')] * 2)
        self.assertEqual(set((met | missed).mapped('state')), {'met', 'missed'})

    def test_only_slas_that_are_affected_are_worked_out_anew(self):
        self.assign('2026-03-02 16:45')
        self.make_leave(self.office, '2026-03-10 00:00', '2026-03-10 23:59:59')
        self.make_calendar("Elsewhere", [(1, 2)]).attendance_ids[:1].hour_to = 3
        self.assertFalse(self.env['lead.sla'].search([('is_stale', '=', True)]))

    def test_activity_goes_with_the_deadline(self):
        sla = self.assign('2026-03-02 16:45')
        self.make_leave(self.office, '2026-03-03 00:00', '2026-03-04 23:59:59')
        self.cr.precommit.run()
        self.assertEqual(sla.activity_id.date_deadline, at('2026-03-05').date())

    def test_many_slas_are_left_to_the_cron(self):
        with self.at('2026-03-02 16:45'):
            leads = self.make_leads(205)
            leads.user_id = self.rep_a
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.make_leave(self.office, '2026-03-03 00:00', '2026-03-03 23:59:59')
        self.cr.precommit.run()
        self.assertLess(self.cr.sql_log_count - before, 30)
        self.assertEqual(set(leads.sla_ids.mapped('deadline')), {at('2026-03-03 09:15')})
        cron = self.env.ref('lead_sla.ir_cron_reschedule')
        self.assertTrue(self.env['ir.cron.trigger'].search([('cron_id', '=', cron.id)]))
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(set(leads.sla_ids.mapped('deadline')), {at('2026-03-04 09:15')})
        self.assertEqual(set(leads.mapped('sla_deadline')), {at('2026-03-04 09:15')})

    def test_nobody_is_late_by_hours_that_are_no_longer_true(self):
        sla = self.assign('2026-03-02 10:00')
        self.env['lead.sla']._mark_stale(Domain('id', '=', sla.id))
        self.cr.precommit.clear()
        # as if many SLAs waited for the cron
        self.cr.execute(
            "UPDATE resource_calendar_attendance SET hour_from = 12 WHERE calendar_id = %s",
            [self.office.id],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.sweep('2026-03-02 10:30')
        self.assertRecordValues(
            sla, [{'state': 'running', 'deadline': at('2026-03-02 12:30'), 'is_stale': False}]
        )
