from ast import literal_eval

from babel.dates import format_timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse, get_lang

from .lead_dashboard_picture import part, row, share

NOBODY_HAS = 'lead_distribution.crm_lead_action_undistributed'
QUEUE_COLORS = {'pending': 'info', 'waiting': 'warning', 'unmatched': 'warning', 'error': 'danger'}


class LeadDashboard(models.AbstractModel):
    """What nobody has just now: leads in pools, and on their way through distribution."""

    _inherit = 'lead.dashboard'

    def _card_pools(self, scope):
        pools = self.env['lead.pool']
        if not pools.has_access('read'):
            return None
        members = Domain('member_ids.crm_team_ids', 'in', scope.team_ids)
        domain = members if scope.team_ids else Domain.TRUE
        title = self.env._("Pools Now")
        return {
            'title': title,
            'note': self.env._("Leads that wait to be claimed, whatever the period."),
            'rows': self._pool_rows(pools.search(domain)),
            'empty': self.env._("There is no pool from which leads are claimed."),
            'action': self._open(title, pools._name, domain, ('kanban', 'list')),
        }

    def _pool_rows(self, pools):
        """Return a row per pool: what the report tells of it, else the number its members see."""
        seen = self._count_unclaimed(pools)
        counts = {pool: seen[pool][0] if pool in seen else pool.available_count for pool in pools}
        most = max(counts.values(), default=0)
        rows = []
        for pool, count in counts.items():
            if pool in seen:
                action = self._open_unclaimed(pool)
                text, note = self._number(count), self._waiting_text(seen[pool][1])
            else:
                action = self._open(
                    pool.name, pool._name, Domain('id', '=', pool.id), ('kanban', 'list')
                )
                text, note = pool.available_text, ''
            bar = part(share(count, most), 'info', action)
            rows.append(row(pool.id, pool.name, text, bar, action=action, note=note))
        return rows

    def _count_unclaimed(self, pools):
        """Return ``{pool: (leads, longest there since)}`` as far as one may see them."""
        report = self.env['lead.unclaimed.report']
        if not report.has_access('read'):
            return {}
        groups = report._read_group(
            [('pool_id', 'in', pools.ids)], ['pool_id'], ['leads:sum', 'pooled_at:min']
        )
        return {pool: (leads, since) for pool, leads, since in groups}

    def _open_unclaimed(self, pool):
        domain = Domain('pool_id', '=', pool.id)
        return self._open(pool.name, 'lead.unclaimed.report', domain)

    def _waiting_text(self, since):
        if not since:
            return ''
        age = format_timedelta(
            self.env.cr.now() - since, locale=babel_locale_parse(get_lang(self.env).code)
        )
        return self.env._("waiting for up to %s", age)

    def _card_queue(self, scope):
        if not self.env['lead.waiting.report'].has_access('read'):
            return None
        screen = self.env['ir.actions.act_window']._for_xml_id(NOBODY_HAS)
        title = self.env._("Distribution Now")
        return {
            'title': title,
            'note': self.env._("Leads of these teams, and of none yet, that no salesperson has."),
            'rows': self._queue_rows(scope, screen),
            'empty': self.env._("No lead waits to be distributed: each has found its way."),
            'action': screen,
        }

    def _queue_rows(self, scope, screen):
        leads = self.env['crm.lead']
        names = dict(leads._fields['distribution_state']._description_selection(self.env))
        found = self._count_queue(scope, screen)
        most = max((count for count, _since in found.values()), default=0)
        return [
            self._queue_row(
                state,
                count,
                most,
                {
                    **screen,
                    'name': names[state],
                    'domain': list(self._queue_domain([state], scope, screen)),
                    'context': {},
                },
                self._waiting_text(since),
            )
            for state in QUEUE_COLORS
            for count, since in [found.get(state, (0, None))]
            if count
        ]

    def _count_queue(self, scope, screen):
        """Return ``{state: (leads, longest there since)}``."""
        leads, found = self.env['crm.lead'], {}
        # distribution has an index of what it still has to do, and one of what failed
        for states in (('pending', 'waiting', 'unmatched'), ('error',)):
            for state, *counted in leads._read_group(
                self._queue_domain(states, scope, screen),
                ['distribution_state'],
                ['__count', 'distribution_date:min'],
            ):
                found[state] = counted
        return found

    def _queue_row(self, state, count, most, action, note):
        bar = part(share(count, most), QUEUE_COLORS[state], action)
        text = self._number(count)
        return row(state, action['name'], text, bar, action=action, note=note)

    def _queue_domain(self, states, scope, screen):
        """Return which leads wait in these states; what marketing still has is not waited for."""
        domain = Domain('distribution_state', 'in', states) & (
            Domain('distribution_state', '=', 'pending') | Domain(literal_eval(screen['domain']))
        )
        if scope.team_ids:
            domain &= scope.teams() | Domain('team_id', '=', False)
        return domain
