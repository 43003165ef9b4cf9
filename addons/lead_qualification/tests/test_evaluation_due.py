from odoo.tests import tagged

from ..models.scorecard.crm_lead import EPOCH
from .common import LeadQualificationCase


@tagged('post_install', '-at_install')
class TestEvaluationDue(LeadQualificationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.icp = cls.env.ref('lead_qualification.lead_scorecard_icp')
        cls.fit = {'employee_count': 50, 'annual_revenue': 5_000_000}

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref('lead_qualification.ir_cron_evaluate_scorecards').method_direct_trigger()
        self.env.invalidate_all()

    def wakes(self):
        """Return how many wake-ups of the cron the commit of this transaction leaves."""
        self.env.cr.precommit.run()
        triggers = self.triggers()
        count = len(triggers)
        triggers.unlink()
        return count

    def triggers(self):
        cron = self.env.ref('lead_qualification.ir_cron_evaluate_scorecards')
        return self.env['ir.cron.trigger'].search([('cron_id', '=', cron.id)])

    def test_new_lead_is_evaluated_without_anybody_asking(self):
        self.wakes()
        lead = self.make_leads(1, **self.fit)
        self.assertEqual(self.wakes(), 1)
        self.assertFalse(lead.assessment_ids)
        self.run_cron()
        self.assertEqual(lead.fit_level, 'high')
        self.assertNotEqual(lead.icp_evaluated_at, EPOCH)

    def test_change_of_profile_data_marks_the_lead_and_wakes_the_cron_once(self):
        self.run_cron()
        self.wakes()
        for count in (5, 6):
            self.lead.with_user(self.rep_a).employee_count = count
        self.assertEqual(self.lead.icp_evaluated_at, EPOCH)
        self.assertEqual(self.wakes(), 1)

    def test_many_transactions_wake_the_cron_once_a_minute(self):
        self.wakes()
        for _transaction in range(3):
            self.make_leads(1)
            self.env.cr.precommit.run()
        self.assertIn(len(self.triggers()), (1, 2))  # two when a minute begins meanwhile

    def test_change_of_anything_else_marks_nothing(self):
        self.run_cron()
        self.wakes()
        before = self.lead.icp_evaluated_at
        self.lead.write({'description': "Called back", 'priority': '2'})
        self.assertEqual(self.lead.icp_evaluated_at, before)
        self.assertEqual(self.wakes(), 0)

    def test_field_that_a_profile_field_is_computed_from_counts_as_profile_data(self):
        self.assertIn('partner_id', self.env['crm.lead']._profile_fields())

    def test_card_that_reads_a_field_which_is_gone_stops_nobody(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE lead_scorecard_criterion SET domain = '[(''gone'', ''='', 1)]'"
            " WHERE scorecard_id = %s",
            [self.icp.id],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        with self.assertLogs('odoo.addons.lead_qualification', 'WARNING') as logs:
            lead = self.make_leads(1, **self.fit)
            self.run_cron()
        self.assertIn("gone", logs.output[0])
        self.assertNotEqual(lead.icp_evaluated_at, EPOCH)
        self.assertFalse(lead.fit_level)

    def test_profile_without_cards_costs_nothing(self):
        self.icp.active = False
        self.assertFalse(self.env['crm.lead']._profile_fields())
        self.wakes()
        self.make_leads(1, **self.fit)
        self.assertEqual(self.wakes(), 0)

    def test_new_criterion_changes_which_data_matters(self):
        self.assertNotIn('city', self.env['crm.lead']._profile_fields())
        self.env['lead.scorecard.criterion'].create(
            {
                'scorecard_id': self.icp.id,
                'name': "City",
                'domain': "[('city', '=', 'Dubai')]",
                'required': False,
            }
        )
        self.assertIn('city', self.env['crm.lead']._profile_fields())

    def test_run_that_ends_early_goes_on_where_it_stopped(self):
        self.env['crm.lead'].search([])._stamp_evaluation()
        leads = self.make_leads(5, **self.fit)
        left = iter([1, 1, 0])
        self.patch(
            self.registry['ir.cron'], '_commit_progress', lambda cron, *args, **kw: next(left, 0)
        )
        self.env['crm.lead']._cron_evaluate_scorecards(batch_size=2)
        self.assertEqual(len(leads.filtered('fit_level')), 4)

    def test_copies_of_a_result_are_what_the_orm_would_have_made(self):
        leads = self.make_leads(3, **self.fit)
        leads._evaluate_scorecards()
        ignored = {'id', 'lead_id', 'assessment_id', 'display_name', 'line_ids', 'company_id'}
        fields = [name for name in self.env['lead.assessment']._fields if name not in ignored]
        line_fields = [
            name for name in self.env['lead.assessment.line']._fields if name not in ignored
        ]
        first = leads[0].assessment_ids
        for lead in leads[1:]:
            copy = lead.assessment_ids
            self.assertEqual(len(copy), 1)
            self.assertEqual(self.plain(copy, fields), self.plain(first, fields))
            self.assertEqual(
                self.plain(copy.line_ids, line_fields), self.plain(first.line_ids, line_fields)
            )

    def plain(self, records, fields):
        return [{name: record[name] for name in fields} for record in records]
