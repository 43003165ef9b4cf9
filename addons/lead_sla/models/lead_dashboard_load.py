from odoo import models
from odoo.fields import Domain

from .lead_dashboard_picture import badge, part, row, share

MOST_PEOPLE = 12
NEARLY_FULL = 80  # percent of the limit
PRESENCE = {'available': 'success', 'busy': 'warning', 'away': 'danger'}
SALESMAN = 'sales_team.group_sale_salesman'
ALL_LEADS = 'sales_team.group_sale_salesman_all_leads'


class LeadDashboard(models.AbstractModel):
    """What each salesperson carries now, against the limit, and who is available."""

    _inherit = 'lead.dashboard'

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
