from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestSweep(LeadSlaCase):
    """SLAs move on when time passes, without anybody saving anything."""

    def test_lead_nobody_touches_is_missed_by_the_sweep_alone(self):
        sla = self.assign('2026-03-02 10:00')
        self.sweep('2026-03-02 10:29')
        self.assertEqual(sla.state, 'running')
        self.sweep('2026-03-02 10:30')
        self.assertEqual(sla.state, 'missed')
        self.assertFalse(sla.next_event_at)

    def test_sweep_wakes_at_the_deadline(self):
        with self.capture_cron_triggers() as before:
            self.assign('2026-03-02 10:00')
        self.assertIn(datetime(2026, 3, 2, 10, 30), before())

    def test_sweep_wakes_for_the_next_deadline(self):
        self.step.unlink()
        self.assign('2026-03-02 10:00')
        self.assign('2026-03-02 12:00')
        self.env['ir.cron.trigger'].search([]).unlink()
        with self.capture_cron_triggers() as moments:
            self.sweep('2026-03-02 10:30')
        self.assertIn(datetime(2026, 3, 2, 12, 30), moments())

    def capture_cron_triggers(self):
        return _Triggers(self.sweep_cron)

    def test_touch_the_sweep_had_not_seen_wins(self):
        sla = self.assign('2026-03-02 10:00')
        # as if the touch had been committed after the sweep chose its rows
        self.env['lead.touch'].create(
            {'lead_id': sla.lead_id.id, 'kind': 'call', 'date': datetime(2026, 3, 2, 10, 5)}
        )
        self.sweep('2026-03-02 10:30')
        self.assertEqual(sla.state, 'met')
        self.assertEqual(sla.lead_id.user_id, self.rep_a)

    def test_lead_closed_behind_the_back_of_the_sla_is_not_missed(self):
        sla = self.assign('2026-03-02 10:00')
        self.env.flush_all()
        self.cr.execute("UPDATE crm_lead SET won_status = 'won' WHERE id = %s", [sla.lead_id.id])
        self.env.invalidate_all()
        self.sweep('2026-03-02 10:30')
        self.assertEqual(sla.state, 'cancelled')

    def test_sla_that_raises_is_set_aside_and_stops_no_other(self):
        slas = self.assign('2026-03-02 10:00') | self.assign('2026-03-02 10:00')
        bad = slas[0]
        model = type(self.env['lead.sla'])
        run_due_steps = model._run_due_steps

        def raise_for_bad(records, now):
            if bad.id in records.ids:
                raise ValueError("Broken")
            return run_due_steps(records, now)

        with (
            patch.object(model, '_run_due_steps', raise_for_bad),
            mute_logger('odoo.addons.lead_sla.models.sla.lead_sla_sweep'),
        ):
            self.sweep('2026-03-02 10:30')
        self.assertRecordValues(
            slas,
            [
                {'state': 'running', 'error': "Broken", 'next_event_at': False},
                {'state': 'missed', 'error': False, 'next_event_at': False},
            ],
        )
        with self.at('2026-03-02 10:40'):
            bad.with_user(self.leader).action_retry()
        self.sweep('2026-03-02 10:40')
        self.assertRecordValues(bad, [{'state': 'missed', 'error': False}])

    def test_cost_follows_the_due_rows(self):
        """The queries of the sweep do not grow with the SLAs, due or not."""
        self.step.action = 'activity_leader'
        counts = {}
        for count in (5, 50):
            leads = self.make_leads(count)
            with self.at('2026-03-02 10:00'):
                leads.user_id = self.rep_a
            with self.at('2026-04-01 10:00'):
                self.make_leads(count).user_id = self.rep_a
            due = self.env['lead.sla'].browse(leads.sla_ids.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            with self.at('2026-03-02 11:00'):
                before = self.cr.sql_log_count
                due._process_isolated('_process_due')
                self.env.flush_all()
                counts[count] = self.cr.sql_log_count - before
            self.assertEqual(set(due.mapped('state')), {'missed'})
        self.assertLessEqual(counts[50], counts[5] + 20, counts)

    def test_sweep_works_in_batches(self):
        slas = self.env['lead.sla']
        for _number in range(3):
            slas |= self.assign('2026-03-02 10:00')
        self.sweep_cron.code = "model._cron_sweep(batch_size=1)"
        self.sweep('2026-03-02 10:30')
        self.assertEqual(set(slas.mapped('state')), {'missed'})


class _Triggers:
    """Collect when a cron is asked to run."""

    def __init__(self, cron):
        self.cron = cron

    def __enter__(self):
        self.known = self._search()
        return lambda: [
            moment.replace(microsecond=0) + timedelta(seconds=0)
            for moment in (self._search() - self.known).mapped('call_at')
        ]

    def __exit__(self, *args):
        return False

    def _search(self):
        return self.cron.env['ir.cron.trigger'].search([('cron_id', '=', self.cron.id)])
