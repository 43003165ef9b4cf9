from odoo.tests import tagged

from .common_metrics import LeadMetricCase


@tagged('post_install', '-at_install')
class TestMetricRefresh(LeadMetricCase):
    """Each hour what still changes is measured, at night everything; it is 2026-07-01."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE lead_metric SET write_date = '2026-01-01'")
        cls.env.invalidate_all()

    def run_cron(self, moment):
        self.env.flush_all()
        with self.at(moment):
            self.env['lead.metric']._cron_refresh()
        self.env.flush_all()

    def figures(self):
        """Return all that is stored but the moment of the refresh."""
        fields = [
            name
            for name, field in self.env['lead.metric.value']._fields.items()
            if field.store and name not in ('id', 'refreshed_at')
        ]
        rows = self.env['lead.metric.value'].search([])
        return sorted(map(str, (list(row.values())[1:] for row in rows.read(fields))))

    def make_history(self):
        for month in range(1, 7):
            for day in range(1, 1 + 2 * month):
                created = f'2026-{month:02}-{day:02} 09:00'
                passed = f'2026-{month:02}-{day:02} 10:00'
                won = {'won': f'2026-{month:02}-{day + 2:02} 10:00'} if day % 2 else {}
                self.make_lead(created, revenue=100 * day, passed=passed, **won)

    def test_hourly_refresh_finds_what_a_whole_one_finds(self):
        self.make_history()
        self.run_cron('2026-07-01 09:00:00')
        lead = self.make_lead('2026-06-30 09:00', passed='2026-07-01 09:30')
        self.make_lead('2026-06-10 09:00', won='2026-07-01 09:40', revenue=5000)
        self.run_cron('2026-07-01 10:00:00')
        hourly = self.figures()
        self.assertIn(lead, self.leads_of('generated', '2026-06-01'))
        self.assertEqual(self.row('generated').refreshed_at.hour, 10)
        self.assertEqual(self.row('generated', '2026-02-01').refreshed_at.hour, 9, "long closed")
        self.refresh('2026-07-01 10:00:00')
        self.assertEqual(hourly, self.figures())

    def leads_of(self, key, start):
        return self.env['crm.lead'].search([('metric_base_id', '=', self.row(key, start).id)])

    def test_past_is_corrected_in_the_night(self):
        self.make_history()
        self.run_cron('2026-07-01 09:00:00')
        self.make_lead('2026-02-03 09:00')
        self.run_cron('2026-07-01 10:00:00')
        self.assertEqual(self.row('generated', '2026-02-01').value, 4)
        self.run_cron('2026-07-01 22:01:00')
        self.assertEqual(self.row('generated', '2026-02-01').value, 5, "00:01 in Brussels")

    def test_changed_definition_is_measured_as_a_whole(self):
        self.make_lead('2026-02-03 09:00', passed='2026-02-20 09:00')
        self.run_cron('2026-07-01 09:00:00')
        self.assertEqual(self.row('pass_rate', '2026-02-01').value, 100)
        with self.at('2026-07-01 09:10:00'):
            self.metrics.filtered(lambda metric: metric.key == 'pass_rate').within_days = 7
            self.env.flush_all()
        self.run_cron('2026-07-01 10:00:00')
        self.assertEqual(self.row('pass_rate', '2026-02-01').value, 0)

    def test_value_that_is_gone_goes(self):
        lead = self.make_lead('2026-06-30 09:00', team=self.field_team)
        self.run_cron('2026-07-01 09:00:00')
        self.assertTrue(self.row('generated', team=self.field_team))
        lead.unlink()
        self.run_cron('2026-07-01 10:00:00')
        self.assertEqual(self.row('generated', team=self.field_team).value, 0)
        self.run_cron('2026-07-02 09:00:00')
        self.assertFalse(self.row('generated', team=self.field_team))
