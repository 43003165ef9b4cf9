from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import LeadDistributionCase


@tagged('post_install', '-at_install')
class TestFailure(LeadDistributionCase):
    """A lead that failed is where administrators look, and is tried again from there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env['crm.lead'].search([('distribution_state', '=', 'error')]).unlink()
        cls.kind = cls.env.ref('lead_distribution.mail_activity_type_failed_leads')

    @contextmanager
    def poison(self, leads):
        """Have the distribution of these leads raise."""
        cls = type(self.env['crm.lead'])
        prepare = cls._prepare_assignment

        def fail(lead, origin, reason):
            if lead.id in leads.ids:
                raise ValueError("poisoned")
            return prepare(lead, origin, reason)

        logger = 'odoo.addons.lead_distribution.models.assignment.crm_lead_run'
        with patch.object(cls, '_prepare_assignment', fail), mute_logger(logger):
            yield

    def report(self, user):
        return self.env['mail.activity'].search(
            [('activity_type_id', '=', self.kind.id), ('user_id', '=', user.id)]
        )

    def fail(self, count):
        leads = self.make_leads(count)
        with self.poison(leads):
            self.distribute()
        self.assertEqual(set(leads.mapped('distribution_state')), {'error'})
        return leads

    def test_administrators_are_told_once(self):
        self.fail(2)
        self.assertEqual(self.report(self.leader).summary, "Leads that could not be distributed: 2")
        self.fail(1)
        self.assertEqual(self.report(self.leader).summary, "Leads that could not be distributed: 3")
        self.assertFalse(self.report(self.rep_a))

    def test_failed_lead_is_listed_with_its_error_and_tried_again(self):
        lead = self.fail(1)
        action = self.env.ref('lead_distribution.crm_lead_action_undistributed')
        found = lead.with_user(self.leader).search(safe_eval(action.domain))
        self.assertIn(lead, found)
        self.assertIn("poisoned", lead.with_user(self.leader).distribution_note)
        lead.with_user(self.leader).action_retry_distribution()
        self.distribute()
        self.assertTrue(lead.user_id)

    def test_report_is_done_when_all_are_through(self):
        first, second = self.fail(2)
        report = self.report(self.leader)
        first.action_retry_distribution()
        self.distribute()
        self.assertEqual(report.summary, "Leads that could not be distributed: 1")
        second.action_retry_distribution()
        self.distribute()
        self.assertFalse(report.active)

    def test_administrator_of_another_company_is_not_told(self):
        other = self.env['res.company'].create({'name': "Elsewhere"})
        self.leader.write({'company_ids': [(6, 0, other.ids)], 'company_id': other.id})
        leads = self.make_leads(1, company_id=self.env.company.id)
        with self.poison(leads):
            self.distribute()
        self.assertFalse(self.report(self.leader))
