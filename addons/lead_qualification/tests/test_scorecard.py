from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LeadQualificationCase


@tagged('post_install', '-at_install')
class TestScorecard(LeadQualificationCase):
    def test_bant_comes_with_four_required_criteria_and_anchored_answers(self):
        self.assertEqual(
            self.card.criterion_ids.mapped('name'), ["Budget", "Authority", "Need", "Timeline"]
        )
        self.assertTrue(all(self.card.criterion_ids.mapped('required')))
        for criterion in self.card.criterion_ids:
            self.assertEqual(criterion.answer_ids.mapped('points'), [0, 1, 2, 3])
            self.assertTrue(criterion.question)

    def test_unknown_field_in_domain_is_refused_at_entry(self):
        with self.assertRaisesRegex(ValidationError, "no_such_field"):
            self.card.domain = "[('no_such_field', '=', 1)]"

    def test_text_that_is_no_domain_is_refused_at_entry(self):
        for text in ("nonsense", "[(1, 2)]", "[('name', 'over', 1)]", "__import__('os')"):
            with self.subTest(text=text), self.assertRaises(ValidationError):
                self.card.domain = text

    def test_thresholds_out_of_order_are_refused(self):
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'):
            self.card.write({'grade_a': 40, 'grade_b': 50})
            self.card.flush_recordset()

    def test_weight_zero_is_refused(self):
        with self.assertRaises(IntegrityError), mute_logger('odoo.sql_db'):
            self.card.criterion_ids[:1].weight = 0
            self.card.criterion_ids.flush_recordset()

    def test_card_of_another_team_does_not_apply(self):
        other = self.env['crm.team'].create({'name': "Other"})
        self.card.team_ids = other
        self.assertFalse(self.card._applies_to(self.lead))
        self.card.team_ids |= self.team
        self.assertEqual(self.card._applies_to(self.lead), self.lead)

    def test_card_of_another_company_does_not_apply(self):
        mine, other = self.env.company, self.env['res.company'].create({'name': "Other"})
        self.lead.company_id = mine
        self.card.company_id = other
        self.assertFalse(self.card._applies_to(self.lead))

    def test_copy_brings_criteria_and_answers(self):
        copy = self.card.copy()
        self.assertEqual(copy.name, "BANT (copy)")
        self.assertEqual(len(copy.criterion_ids), 4)
        self.assertEqual(len(copy.criterion_ids.answer_ids), 16)
