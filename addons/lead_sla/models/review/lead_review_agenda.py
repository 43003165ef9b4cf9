from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..sla.crm_lead_urgency import LATE, NEXT, TODAY
from .crm_team import STEPS

SHOWN = 20  # lines of a section; the rest is a number that opens the list

MOST = 1000  # counted and kept of a section

FIGURES = ('metrics', 'drifts')

# who is forgotten within these days is about to be, as the list of that name says
FORGET_SOON = timedelta(days=7)

CAMPAIGN_DAYS = 42


class LeadReview(models.Model):
    """The agenda of a review: computed when it is looked at, frozen once it was held.

    What each section of an agenda is about, by the definitions of those who own them.
    """

    _inherit = 'lead.review'

    agenda = fields.Html(compute='_compute_agenda', sanitize=False)

    @api.model
    def _select_sections(self):
        labels = {
            'decisions': self.env._("Decisions Still Open"),
            'urgent': self.env._("Urgent Follow-up"),
            'misses': self.env._("Promises Missed"),
            'gaps': self.env._("Without Owner or Next Step"),
            'won': self.env._("Won"),
            'lost': self.env._("Lost"),
            'metrics': self.env._("Metrics and Targets"),
            'drifts': self.env._("Drifts"),
            'campaigns': self.env._("Campaigns to Come"),
        }
        return list(labels.items())

    @api.model
    def _sections(self):
        return [section for section, _label in self._select_sections()]

    # what one sees depends on who looks, and changes with the leads
    @api.depends('state', 'team_id', 'item_ids')
    @api.depends_context('uid', 'lang', 'tz', 'allowed_company_ids')
    def _compute_agenda(self):
        for review in self:
            review.agenda = review._origin and self.env['ir.qweb']._render(
                'lead_sla.lead_review_agenda',
                {'review': review._origin, 'sections': review._origin._agenda()},
            )

    def _agenda(self):
        """Return the sections of the agenda in words, as far as the user may see them."""
        self.ensure_one()
        content = self._frozen_content() if self.state == 'held' else self._live_content()
        return [
            self._put_in_words(section, label, *content[section])
            for section, label in self._select_sections()
            if section not in FIGURES or self._sees_figures()
        ]

    def _live_content(self):
        """Return ``{section: (rows to show, count, summary)}`` as it is now."""
        return {
            section: (
                self._live_rows(section, SHOWN),
                self._live_count(section),
                self._live_summary(section),
            )
            for section in self._sections()
        }

    def _frozen_content(self):
        """Return the same as it was, of what the user may still see."""
        items = self.env['lead.review.item'].search([('review_id', '=', self.id)])
        rows = {section: [] for section in self._sections()}
        for item in items:
            about = {'lead_id': item.lead_id.id, 'company_id': item.company_id.id}
            rows[item.section].append({**item.values, **about})
        return {
            section: (some[:SHOWN], len(some), self._sum_up(section, some))
            for section, some in rows.items()
        }

    def _live_rows(self, section, limit=MOST + 1):
        """Return the lines of a section as data, in no language; one more tells of even more."""
        model, domain, order = self._scope(section)
        if not model.has_access('read'):
            return []
        return getattr(self, f'_rows_{section}')(model.search(domain, order=order, limit=limit))

    def _live_count(self, section):
        """Return how many there are, one more than the most if they are even more."""
        model, domain, _order = self._scope(section)
        return model.search_count(domain, limit=MOST + 1) if model.has_access('read') else 0

    def _period(self):
        """Return from when until when the review looks back: since the one held before it."""
        self.ensure_one()
        if self.state == 'held':
            return self.period_start, self.held_at
        now = self.env.cr.now()
        # sudo: when the team met last is no secret to who attends now
        before = self.sudo().search(
            [('team_id', '=', self.team_id.id), ('state', '=', 'held'), ('held_at', '<=', now)],
            order='held_at desc',
            limit=1,
        )
        days = STEPS.get(self.team_id.review_rhythm, STEPS['weekly'])
        start = min(self.date_start or now, now) - timedelta(days=days)
        return before.held_at or start, now

    def _sees_figures(self):
        """Tell whether the figures of the team are for this user, as ``lead.metric.value`` says."""
        groups = (
            'sales_team.group_sale_salesman_all_leads',
            'lead_qualification.group_lead_marketer',
        )
        # sudo: who leads a team is no secret
        leads_team = self.sudo().team_id.user_id == self.env.user
        return self.env.su or leads_team or any(map(self.env.user.has_group, groups))

    def action_view_section(self, section):
        """Open what a section of the agenda is about, as a list.

        :raises UserError: for a section that does not exist
        """
        self.ensure_one()
        self.check_access('read')
        if section not in self._sections():
            raise UserError(self.env._("The agenda has no section %s.", section))
        model, domain, _order = self._scope(section)
        if self.state == 'held':
            found = self._frozen_records(section, model)
        else:
            found = model.search(domain, limit=MOST)
        return {
            'type': 'ir.actions.act_window',
            'name': dict(self._select_sections())[section],
            'res_model': found._name,
            'views': [(False, 'list'), (False, 'form')],
            'domain': [('id', 'in', found.ids)],
            # lost leads are archived
            'context': {'active_test': False, 'create': False},
        }

    def _frozen_records(self, section, model):
        """Return the leads of a frozen section, or what else it was about."""
        items = self.env['lead.review.item'].search(
            Domain('review_id', '=', self.id) & Domain('section', '=', section)
        )
        if section in ('urgent', 'misses', 'gaps', 'won', 'lost'):
            return items.lead_id
        numbers = [item.values['id'] for item in items]
        return model.with_context(active_test=False).search([('id', 'in', numbers)])

    def _scope(self, section):
        """Return ``(model, domain, order)`` of the records of a section."""
        return getattr(self, f'_scope_{section}')()

    @property
    def _of_team(self):
        return Domain('team_id', '=', self.team_id.id)

    def _scope_decisions(self):
        domain = (
            Domain('review_id.team_id', '=', self.team_id.id)
            & Domain('review_id', '!=', self.id)
            & Domain('state', '=', 'open')
        )
        return self.env['lead.review.decision'], domain, 'date_deadline, id'

    def _scope_urgent(self):
        Lead = self.env['crm.lead']
        forgotten = Domain('forget_at', '<', self.env.cr.now() + FORGET_SOON)
        urgent = Domain('sla_urgency', 'in', [LATE, NEXT, TODAY])
        domain = self._of_team & Lead._open_domain() & (urgent | forgotten)
        return Lead, domain, 'sla_deadline, forget_at, id'

    def _scope_misses(self):
        start, end = self._period()
        domain = (
            self._of_team
            & Domain('state', '=', 'missed')
            & Domain('deadline', '>=', start)
            & Domain('deadline', '<', end)
        )
        return self.env['lead.sla'], domain, 'deadline desc, id desc'

    def _scope_gaps(self):
        Lead = self.env['crm.lead']
        domain = self._of_team & Domain('follow_up_gap', 'in', ['owner', 'next_step'])
        # until follow-up is set up nothing is asked of a lead
        return Lead, domain if Lead._watches_gaps() else Domain.FALSE, 'lead_score desc, id'

    def _scope_won(self):
        return self._closed(self._counted('won'))

    def _scope_lost(self):
        return self._closed(self._counted('win_rate') & Domain('won_status', '=', 'lost'))

    def _closed(self, domain):
        # lost leads are archived
        return (
            self.env['crm.lead'].with_context(active_test=False),
            domain,
            ('expected_revenue desc, id'),
        )

    def _counted(self, key):
        """Return the leads that a metric counts for the team in the period of the review."""
        # the metric's query is no ORM's, so nothing knows what of leads it needs
        self.env['crm.lead'].flush_model()
        query = self.env['lead.metric']._by_key(key)._query(*self._period())
        scope = SQL("%s = %s", query.column(key, 'team_id'), self.team_id.id)
        return Domain('id', 'in', SQL("(%s)", query.leads(key, scope, False)))

    def _scope_metrics(self):
        domain = (
            self._of_team
            & Domain('period', '=', 'week')
            & Domain('age', '=', 1)
            & Domain('metric_id.active', '=', True)
        )
        return self.env['lead.metric.value'], domain, 'metric_sequence, id'

    def _scope_drifts(self):
        start, end = self._period()
        domain = (
            self._of_team & Domain('create_date', '>=', start) & Domain('create_date', '<=', end)
        )
        return self.env['lead.metric.alert'], domain, 'id desc'

    def _scope_campaigns(self):
        today = self.env.cr.now().date()
        domain = Domain('date_start', '>=', today) & Domain(
            'date_start', '<=', today + timedelta(days=CAMPAIGN_DAYS)
        )
        return self.env['utm.campaign'], domain, 'date_start, id'
