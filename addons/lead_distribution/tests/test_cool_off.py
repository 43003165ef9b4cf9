from datetime import timedelta

from psycopg2 import IntegrityError

from odoo.addons.lead_distribution.tests.common import LeadDistributionCase
from odoo.tests import Form, tagged
from odoo.tools import mute_logger


@tagged('post_install', '-at_install')
class TestCoolOff(LeadDistributionCase):
    """Rep A let the lead lapse five days ago."""

    def setUp(self):
        super().setUp()
        self.failed = self.give()
        self.failed._release('lapsed')
        stint = self.failed.assignment_ids
        stint.released_at = self.env.cr.now() - timedelta(days=5)
        self.rep_b.active = False

    def again(self):
        self.failed._enqueue_distribution()
        self.distribute()
        return self.failed.user_id

    def test_for_ever_unless_the_company_says_how_long(self):
        self.assertFalse(self.again())
        self.assertIn("has had this lead", self.failed.distribution_note)

    def test_until_it_is_over(self):
        self.env.company.lead_cool_off_days = 6
        self.assertFalse(self.again())
        self.env.company.lead_cool_off_days = 4
        self.assertEqual(self.again(), self.rep_a)

    def test_company_of_the_lead_decides(self):
        other = self.env['res.company'].create({'name': "Other", 'lead_cool_off_days': 4})
        self.rep_a.company_ids += other
        self.failed.write({'team_id': False, 'company_id': other.id})
        self.assertEqual(self.again(), self.rep_a)

    def test_claims_keep_to_it(self):
        self.rule.active = False
        pool = self.make_pool()
        self.again()
        self.assertEqual(self.failed.pool_id, pool)
        self.env.company.lead_cool_off_days = 4
        self.failed.with_user(self.rep_a).action_claim()
        self.assertEqual(self.failed.user_id, self.rep_a)

    def test_set_in_the_settings(self):
        with Form(self.env['res.config.settings']) as form:
            form.lead_cool_off_days = 30
        form.record.execute()
        self.assertEqual(self.env.company.lead_cool_off_days, 30)

    def test_not_negative(self):
        with (
            mute_logger('odoo.sql_db'),
            self.assertRaisesRegex(IntegrityError, 'cool_off'),
            self.env.cr.savepoint(),
        ):
            self.env.company.lead_cool_off_days = -1
            self.env.flush_all()
