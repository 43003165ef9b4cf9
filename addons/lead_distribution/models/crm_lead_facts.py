from collections import defaultdict

from odoo import api, models

from ..engine import Lead, Load


class CrmLead(models.Model):
    """What the engine has to know about leads, read in bulk."""

    _inherit = 'crm.lead'

    def _engine_leads(self, lead_rules, failed):
        """Return the leads as the engine wants them, oldest first."""
        return [
            Lead(
                lead.id,
                tuple(lead_rules[lead.id]),
                lead.company_id.id,
                failed.get(lead.id, frozenset()),
                grade=lead.lead_grade or '',
                team_id=lead.team_id.id,
                customer_keys=lead._customer_keys(),
                duplicate_keys=lead._duplicate_keys(),
                country_id=lead.country_id.id,
                state_id=lead.state_id.id,
                zip=lead.zip or '',
                lang_id=lead.lang_id.id,
            )
            for lead in self.sorted('id')
        ]

    @api.model
    def _engine_loads(self, column, spans):
        """Return ``{id: Load}`` of users or teams, in two queries: leads given, and open ones.

        :param str column: ``user_id`` or ``team_id``
        :param spans: ``{id: (start of its day, start of its week)}``
        """
        # rights do not change what somebody was given and holds
        given = self.env['lead.assignment'].sudo()._count_given(column, spans)
        held = defaultdict(dict)
        rows = self.sudo()._read_group(
            [
                (column, 'in', list(spans)),
                ('user_id', '!=', False),
                ('won_status', '=', 'pending'),
            ],
            [column, 'lead_grade'],
            ['__count'],
        )
        for owner, grade, count in rows:
            held[owner.id][grade or ''] = count
        return {
            key: Load(
                today=given.get(key, (0, 0))[0],
                week=given.get(key, (0, 0))[1],
                open=sum(held[key].values()),
                grades=held[key],
            )
            for key in spans
        }
