from datetime import datetime, time, timedelta

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .sla_terms import OPEN_STATES

SOON = timedelta(minutes=30)

LATE, NEXT, TODAY, LATER, PAUSED = '1_late', '2_soon', '3_today', '4_later', '5_paused'


class UrgencyField(fields.Selection):
    """How urgent a lead is now; groups and orders have it worked out by the database."""

    def to_sql(self, model, alias):
        return model._urgency_case(alias)


class UrgentPolicyField(fields.Many2one):
    """The policy that a lead's deadline comes from, looked up by the database in groups."""

    def to_sql(self, model, alias):
        return model._urgent_policy(alias)


class CrmLead(models.Model):
    """What is due when: leads by urgency, and the policy behind their countdown."""

    _inherit = 'crm.lead'

    # the digit keeps the groups in their order; time moves leads on, so it is never stored
    sla_urgency = UrgencyField(
        [
            (LATE, "Late"),
            (NEXT, "Within 30 Minutes"),
            (TODAY, "Later Today"),
            (LATER, "After Today"),
            (PAUSED, "Paused"),
        ],
        "Urgency",
        compute='_compute_sla_urgency',
        search='_search_sla_urgency',
        group_expand=True,
    )
    sla_policy_id = UrgentPolicyField(
        'lead.sla.policy',
        "SLA Policy",
        compute='_compute_sla_policy_id',
        search='_search_sla_policy_id',
        help="The policy of the most urgent SLA.",
    )
    sla_summary = fields.Char("SLA in Words", compute='_compute_sla_words')
    sla_paused_by = fields.Char("Paused By", compute='_compute_sla_words')

    @api.depends('sla_deadline', 'sla_state')
    @api.depends_context('tz')
    def _compute_sla_urgency(self):
        for lead in self:
            lead.sla_urgency = next(
                (
                    urgency
                    for urgency, domain in self._urgency_domains().items()
                    if lead.filtered_domain(domain)
                ),
                False,
            )

    @api.model
    def _urgency_domains(self):
        """Return ``{urgency: Domain}``, the same for search, groups and records."""
        deadline = 'sla_deadline'
        late, soon, tomorrow = self._urgency_bounds()
        runs = Domain(deadline, '!=', False) & Domain('sla_state', '!=', 'paused')
        return {
            LATE: runs & Domain(deadline, '<=', late),
            NEXT: runs & Domain(deadline, '>', late) & Domain(deadline, '<=', soon),
            TODAY: runs & Domain(deadline, '>', soon) & Domain(deadline, '<', tomorrow),
            LATER: runs & Domain(deadline, '>', soon) & Domain(deadline, '>=', tomorrow),
            PAUSED: Domain(deadline, '!=', False) & Domain('sla_state', '=', 'paused'),
        }

    @api.model
    def _urgency_bounds(self):
        """Return now, when "soon" ends and when the day of this user ends."""
        now = self.env.cr.now()
        zone = timezone(self.env.context.get('tz') or self.env.user.tz or 'UTC')
        today = utc.localize(now).astimezone(zone).date()
        midnight = zone.localize(datetime.combine(today + timedelta(days=1), time.min))
        return now, now + SOON, midnight.astimezone(utc).replace(tzinfo=None)

    @api.model
    def _search_sla_urgency(self, operator, value):
        if operator != 'in':
            return NotImplemented
        domains = self._urgency_domains()
        wanted = [domains[urgency] for urgency in value if urgency in domains]
        if False in value:
            wanted.append(Domain('sla_deadline', '=', False))
        return Domain.OR(wanted)

    @api.depends('sla_deadline', 'sla_kind')
    def _compute_sla_policy_id(self):
        urgent = self._find_urgent_policies()
        for lead in self:
            lead.sla_policy_id = urgent.get(lead._origin.id)

    def _find_urgent_policies(self):
        """Return the policy of the SLA that each lead's deadline comes from, by lead id."""
        leads = self.filtered('sla_deadline')
        # sudo: who may read the lead may know what is promised for it
        slas = (
            self.env['lead.sla']
            .sudo()
            .search(
                [
                    ('lead_id', 'in', leads.ids),
                    ('deadline', 'in', leads.mapped('sla_deadline')),
                    ('state', 'in', OPEN_STATES),
                ],
                order='id desc',
            )
        )
        deadlines = {lead.id: lead.sla_deadline for lead in leads}
        return {
            sla.lead_id.id: sla.policy_id.id
            for sla in slas
            if sla.deadline == deadlines[sla.lead_id.id]
        }

    @api.model
    def _search_sla_policy_id(self, operator, value):
        policies = self.env['lead.sla.policy'].with_context(active_test=False)
        if operator == 'any':  # the search box asks by name
            value = policies.search(value).ids
        elif operator != 'in':
            return NotImplemented
        policies = policies.browse([policy for policy in value if policy])
        found = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IN %s", self._urgent_policy(alias), policies._ids or (None,)
            )
        )
        return found | Domain('sla_deadline', '=', False) if False in value else found

    @api.depends('sla_policy_id', 'sla_state', 'lead_status_id')
    @api.depends_context('lang')
    def _compute_sla_words(self):
        for lead in self:
            # sudo: the sentence of a policy is no secret to who may read its lead
            lead.sla_summary = lead.sla_policy_id.sudo().summary
            paused = lead.sla_deadline and lead.sla_state == 'paused'
            lead.sla_paused_by = paused and lead.lead_status_id.display_name

    def _stored(self, alias, name) -> SQL:
        return SQL.identifier(alias, name, to_flush=self._fields[name])

    @api.model
    def _urgency_case(self, alias) -> SQL:
        late, soon, tomorrow = self._urgency_bounds()
        return SQL(
            """(CASE WHEN %(deadline)s IS NULL THEN NULL
                     WHEN %(state)s = 'paused' THEN %(paused)s
                     WHEN %(deadline)s <= %(late)s THEN %(is_late)s
                     WHEN %(deadline)s <= %(soon)s THEN %(is_soon)s
                     WHEN %(deadline)s < %(tomorrow)s THEN %(is_today)s
                     ELSE %(is_later)s END)""",
            deadline=self._stored(alias, 'sla_deadline'),
            state=self._stored(alias, 'sla_state'),
            late=late,
            soon=soon,
            tomorrow=tomorrow,
            paused=PAUSED,
            is_late=LATE,
            is_soon=NEXT,
            is_today=TODAY,
            is_later=LATER,
        )

    @api.model
    def _urgent_policy(self, alias) -> SQL:
        self.env['lead.sla'].flush_model(['lead_id', 'deadline', 'state', 'met_at', 'policy_id'])
        return SQL(
            """(SELECT sla.policy_id FROM lead_sla AS sla
                 WHERE sla.lead_id = %s AND sla.deadline = %s AND sla.state IN %s
                   AND sla.met_at IS NULL
              ORDER BY sla.id LIMIT 1)""",
            SQL.identifier(alias, 'id'),
            self._stored(alias, 'sla_deadline'),
            OPEN_STATES,
        )

    @api.model
    def action_open_follow_up_board(self):
        """Open what is about to be missed, of one's own teams if one leads some.

        :raises AccessError: for who sees no leads
        """
        self.check_access('read')
        action = self.env['ir.actions.act_window']._for_xml_id('lead_sla.crm_lead_action_due_soon')
        leads_team = self.env['crm.team'].search_count([('user_id', '=', self.env.uid)], limit=1)
        return {**action, 'context': {'search_default_my_teams': 1} if leads_team else {}}

    def _claimed_views(self):
        names = {'list': 'crm_lead_view_list_follow_up', 'kanban': 'crm_lead_view_kanban_follow_up'}
        views = [(self.env.ref(f'lead_sla.{name}').id, kind) for kind, name in names.items()]
        return [*views, (False, 'form')]

    def action_view_slas(self):
        """Open the SLAs of this lead, assignment by assignment."""
        self.ensure_one()
        self.check_access('read')
        action = self.env['ir.actions.act_window']._for_xml_id('lead_sla.lead_sla_action')
        return {
            **action,
            'domain': [('lead_id', '=', self.id)],
            'context': {
                'search_default_group_assignment': 1,
                'assignment_names': True,
                'one_lead': True,
            },
            'views': [(False, 'list'), (False, 'form')],
        }
