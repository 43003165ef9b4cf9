"""Fifty leads cost about as many queries as five, with the chatter's tracking on."""

from odoo import fields
from odoo.tests import tagged

from .common import LeadQualificationCase

FEW, MANY = 5, 50
SLACK = 4


@tagged('post_install', '-at_install')
class TestQueryGrowth(LeadQualificationCase):
    def count(self, work, leads):
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        work(leads)
        self.env.flush_all()
        return self.env.cr.sql_log_count - start

    def assert_flat(self, work, prepare=lambda leads: leads):
        work(prepare(self.make_leads(2)))  # what happens only once is not counted
        few, many = (self.count(work, prepare(self.make_leads(size))) for size in (FEW, MANY))
        self.assertLessEqual(many, few + SLACK)

    def test_each_move(self):
        for meaning in ('passed', 'accepted', 'recycle', 'unreachable'):
            is_negative = meaning in ('recycle', 'unreachable')
            reason = self.reason(meaning) if is_negative else None
            with self.subTest(meaning=meaning):
                self.assert_flat(
                    lambda leads, meaning=meaning, reason=reason: leads._change_status(
                        self.status(meaning), reason
                    )
                )

    def test_move_by_a_person_with_allowed_moves(self):
        self.status('new').next_status_ids = self.status('passed')
        self.assert_flat(
            lambda leads: leads.with_user(self.leader)._change_status(self.status('passed'))
        )

    def recycled(self, leads):
        waits = self.env.ref('lead_qualification.lead_status_reason_waiting_product')
        leads._change_status(
            self.status('recycle'), waits, fields.Date.today(), awaited_tags=self.tag
        )
        return leads.with_context(tracking_disable=False)

    def test_wake_up(self):
        self.tag = self.env['crm.tag'].create({'name': "Solar 2"})
        self.assert_flat(lambda leads: leads._wake("The date has come."), self.recycled)

    def test_available_now(self):
        self.tag = self.env['crm.tag'].create({'name': "Solar 2"})
        Lead = self.env['crm.lead'].with_user(self.marketer).with_context(tracking_disable=False)
        self.assert_flat(lambda leads: Lead._wake_waiting(self.tag), self.recycled)

    def test_creation_with_a_status_as_imports_do(self):
        vals = {
            'lead_status_id': self.status('recycle').id,
            'lead_status_reason_id': self.reason('recycle').id,
        }
        for extra in ({}, vals):
            self.make_leads(2, **extra)
        create = self.create_leads
        plain = self.count(create, (MANY, {})) - self.count(create, (FEW, {}))
        ours = self.count(create, (MANY, vals)) - self.count(create, (FEW, vals))
        self.assertLessEqual(ours, plain + SLACK, "more than without a status")

    def create_leads(self, order):
        size, vals = order
        self.make_leads(size, **vals)

    def test_buttons_of_a_list(self):
        def read(leads):
            leads.with_user(self.marketer).web_read(
                {'allowed_status_ids': {}, 'allowed_meanings': {}, 'awaited_tag_ids': {}}
            )

        self.assert_flat(read)
