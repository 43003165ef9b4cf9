from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common import LeadSlaCase
from .worktime_walk import at


@tagged('post_install', '-at_install')
class TestSweepReturn(LeadSlaCase):
    """A server that was down catches up when it is back: in order, and once."""

    def test_missed_while_the_server_was_down(self):
        sla = self.assign('2026-03-02 10:00')
        answered = self.assign('2026-03-02 10:00')
        self.call(answered.lead_id, '2026-03-02 10:20')
        self.sweep('2026-03-05 12:00')
        self.assertEqual((sla.state, answered.state), ('missed', 'met'))
        self.assertRecordValues(
            sla.lead_id.sla_ids - sla,
            # the next owner has all the time that was promised
            [{'state': 'running', 'deadline': at('2026-03-05 12:30')}],
        )
        self.sweep('2026-03-05 12:01')
        self.assertEqual(len(sla.log_ids), 1)

    def test_steps_that_fell_due_run_in_their_order(self):
        self.policy.escalation_ids = [
            Command.clear(),
            *(
                Command.create({'action': 'activity_leader', 'minutes': minutes})
                for minutes in (15, -10, 60, 0)
            ),
        ]
        slas = self.assign('2026-03-02 10:00') | self.assign('2026-03-02 10:10')
        order = []
        model = type(self.env['lead.sla.escalation'])
        run = model._run

        def note(step, some):
            order.extend((sla.id, step.minutes) for sla in some)
            return run(step, some)

        with patch.object(model, '_run', note):
            self.sweep('2026-03-03 12:00')
            self.sweep('2026-03-03 12:01')
        for sla in slas:
            steps = [minutes for sla_id, minutes in order if sla_id == sla.id]
            self.assertEqual(steps, [-10, 0, 15, 60])
        self.assertEqual(len(slas.log_ids), 8)
        self.assertFalse(any(slas.mapped('next_event_at')))

    def test_sweep_takes_first_what_fell_due_first(self):
        late = self.assign('2026-03-02 12:00')
        early = self.assign('2026-03-02 10:00')
        model = type(self.env['lead.sla'])
        process, order = model._process_due, []

        def note(slas):
            order.extend(slas.ids)
            return process(slas)

        self.sweep_cron.code = "model._cron_sweep(batch_size=1)"
        with patch.object(model, '_process_due', note):
            self.sweep('2026-03-03 12:00')
        self.assertEqual(order, [early.id, late.id])

    def test_due_slas_are_found_by_the_index(self):
        self.assign('2026-03-02 10:00')
        self.env.flush_all()
        self.cr.execute("ANALYZE lead_sla")
        self.cr.execute("SET LOCAL enable_seqscan = off")
        query = self.env['lead.sla']._search(
            [('next_event_at', '<=', at('2026-03-03 12:00'))], limit=200, order='next_event_at, id'
        )
        rows = self.env.execute_query(SQL("EXPLAIN %s", query.select()))
        self.assertIn('lead_sla_due_idx', "\n".join(row[0] for row in rows))
