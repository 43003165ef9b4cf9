from ast import literal_eval

from babel.dates import format_timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse, get_lang

from .lead_dashboard import badge, part, row, share

NOBODY_HAS = 'lead_distribution.crm_lead_action_undistributed'

QUEUE_COLORS = {'pending': 'info', 'waiting': 'warning', 'unmatched': 'warning', 'error': 'danger'}

MOST_PEOPLE = 12

NEARLY_FULL = 80  # percent of the limit

PRESENCE = {'available': 'success', 'busy': 'warning', 'away': 'danger'}

SALESMAN = 'sales_team.group_sale_salesman'

ALL_LEADS = 'sales_team.group_sale_salesman_all_leads'


class LeadDashboard(models.AbstractModel):
    """What nobody has just now: leads in pools, and on their way through distribution.

    What each salesperson carries now, against the limit, and who is available.
    """

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

    def _card_load(self, scope):
        if not self.env.user.has_group(SALESMAN):
            return None
        held = self._count_held(scope)
        people = sorted(held, key=lambda user: (-held[user], user.name))
        title = self.env._("Load per Salesperson")
        return {
            'title': title,
            'note': self._load_note(people),
            'rows': self._load_rows({user: held[user] for user in people[:MOST_PEOPLE]}),
            'empty': self.env._(
                "Nobody holds an open lead, and nobody receives leads by a rule or a pool."
            ),
            'action': self.env['ir.actions.act_window']._for_xml_id(
                'lead_distribution.res_users_action_presence'
            ),
        }

    def _count_held(self, scope):
        """Return ``{user: open leads}`` of those who receive leads or hold any."""
        leads, users = self.env['crm.lead'], self.env['res.users']
        receiving = Domain('receives_leads', '=', True) & Domain(
            'company_ids', 'in', self.env.companies.ids
        )
        holding = leads._held_domain()
        people = self._people(scope)
        if people is not None:
            receiving &= Domain('id', 'in', people.ids)
            holding &= Domain('user_id', 'in', people.ids)
        held = dict.fromkeys(users.search(receiving), 0)
        held.update(leads._read_group(holding, ['user_id'], ['__count']))
        return held

    def _people(self, scope):
        """Return whose load is shown, None for everybody's; a salesperson sees the own one."""
        if not self.env.user.has_group(ALL_LEADS):
            return self.env.user
        if not scope.team_ids:
            return None
        teams = self.env['crm.team'].browse(scope.team_ids)
        return teams.member_ids | teams.user_id

    def _load_note(self, people):
        if len(people) <= MOST_PEOPLE:
            return self.env._("Open leads now, against the lowest limit of a rule or a pool.")
        return self.env._(
            "The %(shown)s who hold most of %(all)s, against the lowest limit of a rule or a pool.",
            shown=MOST_PEOPLE,
            all=len(people),
        )

    def _load_rows(self, held):
        users = self.env['res.users'].union(*held)
        limits, leaves = self._open_limits(users), users._lead_leave_ends(self.env.cr.now())
        most = max([*held.values(), *limits.values()], default=0)
        return [
            self._load_row(user, count, limits.get(user), most, user.id in leaves)
            for user, count in held.items()
        ]

    def _load_row(self, user, count, limit, most, is_on_leave):
        domain = self.env['crm.lead']._held_domain() & Domain('user_id', '=', user.id)
        action = self._open(user.name, 'crm.lead', domain, ('list', 'kanban', 'form'), create=False)
        text = self._number(count)
        if limit:
            text = self.env._("%(count)s of %(limit)s", count=text, limit=self._number(limit))
        full = share(count, limit)
        color = 'danger' if full >= 100 else 'warning' if full >= NEARLY_FULL else 'info'
        return row(
            user.id,
            user.name,
            text,
            part(share(count, limit or most), color, action),
            action=action,
            badge=self._presence_badge(user, is_on_leave),
        )

    def _presence_badge(self, user, is_on_leave):
        if is_on_leave:
            return badge(self.env._("On leave"), 'danger')
        names = dict(user._fields['lead_presence']._description_selection(self.env))
        return badge(names[user.lead_presence], PRESENCE[user.lead_presence])

    def _open_limits(self, users):
        """Return ``{user: the lowest limit of open leads}`` of those who have one."""
        # sudo: who may see the load of a salesperson may see the limit it is held against
        members = self.env['lead.distribution.member'].sudo()
        places = members.search(
            [('user_id', 'in', users.ids), ('rule_id.active', '=', True), ('open_cap', '>', 0)]
        )
        pools = self.env['lead.pool'].sudo()
        pools = pools.search([('member_ids', 'in', users.ids), ('open_cap', '>', 0)])
        limits = {}
        for record, people in [
            *((place, place.user_id) for place in places),
            *((pool, pool.member_ids) for pool in pools),
        ]:
            for user in people & users.sudo():
                limits[user.id] = min(record.open_cap, limits.get(user.id, record.open_cap))
        # a limit that was lowered for a while binds as such
        return {
            user: user.sudo()._lead_candidate(open_cap=limits[user.id]).open_cap
            for user in users
            if user.id in limits
        }
