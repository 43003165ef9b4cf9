from odoo.tools import SQL

from .common import LeadQualificationCase


class LeadReportCase(LeadQualificationCase):
    """Base case for reports: leads whose moments are set to the day, in a source of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env['utm.source'].create({'name': "Fair"})
        cls.other_source = cls.env['utm.source'].create({'name': "Leaflet"})

    @classmethod
    def make_lead(cls, create_date='2026-03-01', source=None, **vals):
        """Return a lead of the source Fair, generated on a day at noon."""
        lead = cls.make_leads(1, source_id=(source or cls.source).id, **vals)
        cls.set_moments(lead, create_date=f'{create_date} 12:00:00')
        return lead

    @classmethod
    def set_moments(cls, record, **moments):
        """Set datetimes in the database, whatever keeps them otherwise."""
        record.flush_recordset()
        for fname, moment in moments.items():
            cls.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id IN %s",
                    SQL.identifier(record._table),
                    SQL.identifier(fname),
                    moment,
                    record._ids,
                )
            )
        record.invalidate_recordset()

    @classmethod
    def win(cls, lead, date=None, revenue=1000):
        lead.write({'type': 'opportunity', 'expected_revenue': revenue})
        lead.action_set_won()
        if date:
            cls.set_moments(lead, date_closed=f'{date} 12:00:00')

    @classmethod
    def lose(cls, lead, date=None):
        lead.action_set_lost()
        if date:
            cls.set_moments(lead, date_closed=f'{date} 12:00:00')

    def measure(self, report, measures, domain=(), groupby=(), user=None):
        """Return ``{group: {measure: value}}`` as a pivot asks for it, or one dict ungrouped."""
        self.env.flush_all()
        Report = self.env[report].with_user(user or self.env.user)
        specs = [f'{fname}:{Report._fields[fname].aggregator or "sum"}' for fname in measures]
        domain = [('source_id', 'in', (self.source + self.other_source).ids), *domain]
        rows = Report.formatted_read_group(domain, list(groupby), specs)
        result = {
            tuple(self._key(row[spec]) for spec in groupby): {
                fname: row[spec] for fname, spec in zip(measures, specs, strict=True)
            }
            for row in rows
        }
        return result if groupby else result[()]

    def _key(self, value):
        return value[1] if isinstance(value, (list, tuple)) else value
