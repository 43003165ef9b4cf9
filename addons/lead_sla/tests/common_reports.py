from datetime import datetime, timedelta

from odoo.tools import SQL

from .common import LeadSlaCase


class LeadSlaReportCase(LeadSlaCase):
    """Base case for reports: leads followed up at known moments, in a source of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env['utm.source'].create({'name': "Fair"})
        # what moves on after a miss would change whose figures these are
        cls.policy.escalation_ids.unlink()

    def follow_up(self, rep, assigned, *calls, captured=None, **vals):
        """Return a lead captured and given to ``salesperson`` at these moments, and called by him.

        :param calls: (minutes after the assignment, outcome) of each call
        """
        lead = self.make_leads(1, source_id=self.source.id, **vals)
        lead.flush_recordset()
        self.env.cr.execute(
            SQL("UPDATE crm_lead SET create_date = %s WHERE id = %s", captured or assigned, lead.id)
        )
        lead.invalidate_recordset()
        self.assign(assigned, rep, lead)
        start = datetime.fromisoformat(assigned)
        for minutes, outcome in calls:
            self.call(lead, str(start + timedelta(minutes=minutes)), rep, outcome=outcome)
        return lead

    def figures(self, report, measures, groupby=(), user=None, domain=()):
        """Return ``{group: [figures]}`` as a pivot asks for them."""
        self.env.flush_all()
        model = self.env[report].with_user(user or self.leader).with_context(tz='UTC')
        specs = [f'{name}:{model._fields[name].aggregator or "sum"}' for name in measures]
        domain = [('lead_id.source_id', '=', self.source.id), *domain]
        rows = model.formatted_read_group(domain, list(groupby), specs)
        return {
            tuple(self._key(row[name]) for name in groupby): [row[spec] for spec in specs]
            for row in rows
        }

    def _key(self, value):
        return value[1] if isinstance(value, (list, tuple)) else value
