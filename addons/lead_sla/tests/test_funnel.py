from odoo.tests import tagged

from .common import LeadSlaCase


@tagged('post_install', '-at_install')
class TestFunnel(LeadSlaCase):
    """The funnel shows how fast leads are followed up."""

    def test_funnel_counts_touches_and_slas(self):
        with self.at('2026-03-02 09:30'):
            lead = self.make_leads(1)
        self.assign('2026-03-02 10:00', lead=lead)
        self.call(lead, '2026-03-02 10:10')
        self.call(lead, '2026-03-02 10:20')
        self.env.flush_all()
        [row] = self.env['lead.funnel.report'].search(
            [('lead_id', '=', lead.id), ('generated', '=', 1)]
        )
        self.assertRecordValues(
            row,
            [
                {
                    'touched': 1,
                    'touch_count': 2,
                    'minutes_to_first_touch': 40,
                    'sla_met': 1,
                    'sla_missed': 0,
                }
            ],
        )

    def test_lead_that_takes_over_an_older_owner_has_no_negative_minutes(self):
        with self.at('2026-03-02 10:00'):
            lead = self.make_leads(1)
        lead.first_assigned_at = '2026-03-01 10:00'
        self.env.flush_all()
        [row] = self.env['lead.funnel.report'].search(
            [('lead_id', '=', lead.id), ('generated', '=', 1)]
        )
        self.assertEqual(row.minutes_to_assign, 0)

    def test_touched_lead_reaches_its_step(self):
        lead = self.assign('2026-03-02 10:00').lead_id
        domain = [('lead_id', '=', lead.id), ('step', '=', '4_touched')]
        self.env.flush_all()
        self.assertFalse(self.env['lead.funnel.report'].search(domain))
        self.call(lead, '2026-03-02 10:10')
        self.env.flush_all()
        self.assertTrue(self.env['lead.funnel.report'].search(domain))

    def test_accepted_lead_that_nobody_touched_skipped_the_step(self):
        lead = self.assign('2026-03-02 10:00').lead_id
        lead._change_status(self.status('accepted'))
        self.env.flush_all()
        domain = [('lead_id', '=', lead.id), ('step', '=', '4_touched')]
        row = self.env['lead.funnel.report'].search(domain)
        self.assertEqual((row.reached, row.skipped, row.touched), (0, 1, 0))
