from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ..engine import Lead, Load


class CrmLead(models.Model):
    """What the engine has to know about leads, read in bulk."""

    _inherit = 'crm.lead'

    def _engine_input(self, rules, lead_rules, failed, owners):
        """Return all that the engine needs to place these leads; it writes and locks nothing.

        :param rules: the rules that may be tried
        :param lead_rules: ``{lead id: ids of the rules that match it, in order}``
        :param failed: ``{lead id: ids of the users who are to be spared it}``
        :param owners: ``{key: ids of the users who have leads with it}``
        """
        known = self._users_of(owners)
        users = rules._candidate_users() | known
        return {
            'leads': self._engine_leads(lead_rules, failed),
            'rules': rules._engine_rules(known),
            'loads': users._lead_loads(),
            'teams': self.env['crm.team']._with_limits()._engine_teams(),
            'owners': owners,
        }

    @api.model
    def _users_of(self, owners):
        return self.env['res.users'].browse({one for ids in owners.values() for one in ids})

    @api.model
    def _not_given(self):
        """Return the ids of leads that count as if nobody had ever had them.

        A simulation gives them out, so they must not weigh on their reps already.
        """
        return self.env.context.get('leads_not_given') or (0,)

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
    def _held_domain(self):
        """Return which leads count as the open leads of whoever has them."""
        return Domain('user_id', '!=', False) & Domain('won_status', '=', 'pending')

    @api.model
    def _engine_loads(self, column, spans):
        """Return ``{id: Load}`` of users or teams, in two queries: leads given, and open ones.

        :param str column: ``user_id`` or ``team_id``
        :param spans: ``{id: (start of its day, start of its week)}``
        """
        if not spans:
            return {}
        # rights do not change what somebody was given and holds
        given = self.env['lead.assignment'].sudo()._count_given(column, spans)
        held = defaultdict(dict)
        rows = self.sudo()._read_group(
            self._held_domain()
            & Domain(column, 'in', list(spans))
            & Domain('id', 'not in', self._not_given()),
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
