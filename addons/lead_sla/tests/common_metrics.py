from odoo.fields import Command

from ..models.metric.lead_metric_definition import METRICS
from .common import LeadSlaCase


class LeadMetricCase(LeadSlaCase):
    """Base case: it is 2026-07-01 12:00 UTC; months are those of Brussels, two hours ahead.

    team Inside Sales   leader          all leads unless a test says so
    team Field Sales    rep_c leads it, sees no other's
    The leads of other tests and of demo data are out of the way: they are in no month looked at.
    """

    NOW = '2026-07-01 12:00:00'

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("UPDATE crm_lead SET create_date = '2000-01-01', date_closed = NULL")
        cls.env.cr.execute("DELETE FROM lead_sla")
        cls.env.invalidate_all()
        cls.policy.active = False
        cls.office.tz = 'Europe/Brussels'
        cls.company = cls.env.company
        cls.field_team = cls.env['crm.team'].create(
            {
                'name': "Field Sales",
                'user_id': cls.rep_c.id,
                'member_ids': [Command.link(cls.rep_c.id)],
            }
        )
        cls.metrics = cls.env['lead.metric'].search([])
        cls.metrics.alert_period = False

    @classmethod
    def make_lead(cls, created, team=None, user=None, revenue=None, **moments):
        """Return a lead with these moments, ``YYYY-MM-DD HH:MM`` in UTC.

        ``won`` and ``lost`` close it; ``opportunity`` converts it.
        """
        lead = cls.make_leads(
            1, team_id=(team or cls.team).id, user_id=(user or cls.rep_a).id
        ).with_context(mail_notrack=True)
        lead.company_id = cls.company
        columns = {'create_date': created, 'type': 'lead', 'won_status': 'pending'}
        columns['first_assigned_at'] = None  # hours of follow-up begin when a lead is passed
        if revenue is not None:
            columns['expected_revenue'] = revenue
        for name, moment in moments.items():
            if name in ('won', 'lost'):
                columns.update(type='opportunity', won_status=name, date_closed=moment)
                columns['active'] = name == 'won'
            elif name == 'opportunity':
                columns.update(type='opportunity', date_conversion=moment)
            else:
                columns[f'{name}_at'] = moment
        cls.set_columns(lead, columns)
        return lead

    @classmethod
    def set_columns(cls, lead, columns):
        """Set columns in the database, whatever keeps them otherwise."""
        cls.env.flush_all()
        names = ', '.join(f'{name} = %s' for name in columns)
        cls.env.cr.execute(
            f'UPDATE crm_lead SET {names} WHERE id = %s', [*columns.values(), lead.id]
        )
        cls.env.invalidate_all()

    def refresh(self, now=None):
        with self.at(now or self.NOW):
            self.env['lead.metric'].search([])._refresh()
        self.env.flush_all()

    def row(self, key, start='2026-06-01', period='month', team=None, company=None):
        return self.env['lead.metric.value'].search(
            [
                ('metric_id.key', '=', key),
                ('period', '=', period),
                ('date_start', '=', start),
                ('team_id', '=', (team or self.team).id),
                ('company_id', '=', (company or self.company).id),
            ]
        )

    def values(self, **kwargs):
        """Return ``{key: value}`` of all metrics, ``None`` where there is no data."""
        rows = {key: self.row(key, **kwargs) for key in METRICS}
        return {key: row.value if row.has_data else None for key, row in rows.items()}
