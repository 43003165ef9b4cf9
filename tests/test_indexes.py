"""An index on leads costs each write of a lead: docs/indexes.md names the query it is there for."""

import re
from pathlib import Path

from odoo.tests import TransactionCase, tagged

PAGE = Path(__file__).resolve().parents[1] / 'docs' / 'indexes.md'
OURS = {'lead_qualification', 'lead_distribution', 'lead_sla'}
# what each refresh stamps, whether or not the lead is worth something else than yesterday
STAMPS = {'scored_at', 'score_basis', 'fit_score', 'interest_score'}


@tagged('post_install', '-at_install')
class TestIndexes(TransactionCase):
    def indexes(self):
        """Return ``{name: columns}`` of the indexes on leads."""
        self.env.cr.execute("""
            SELECT index.indexrelid::regclass::text, pg_get_indexdef(index.indexrelid)
              FROM pg_index AS index WHERE index.indrelid = 'crm_lead'::regclass
        """)
        return dict(self.env.cr.fetchall())

    def ours(self):
        """Name the indexes whose field or object one of our addons has declared."""
        fields = self.env['ir.model.fields'].search([('model', '=', 'crm.lead')])
        fields = fields.filtered(lambda field: OURS.issuperset(field.modules.split(', ')))
        objects = self.env['ir.model.constraint'].search(
            [('model.model', '=', 'crm.lead'), ('module.name', 'in', list(OURS))]
        )
        declared = {f'crm_lead__{field.name}_index' for field in fields}
        return declared.union(objects.mapped('name')) & self.indexes().keys()

    def test_each_is_named_with_its_query(self):
        table = PAGE.read_text().split('\n## ')[0]
        rows = [line.split('|')[1] for line in table.splitlines() if line.startswith('| `')]
        named = {f'crm_lead_{name}' for row in rows for name in re.findall(r'`(\w+)`', row)}
        self.assertEqual(named, self.ours())

    def test_refresh_of_a_score_that_stays_writes_no_index(self):
        for name, definition in self.indexes().items():
            with self.subTest(index=name):
                self.assertFalse(STAMPS & set(re.findall(r'\w+', definition)))
