from odoo import api, models
from odoo.fields import Domain

from ..engine import Lead, Tally, check
from .crm_lead_pool_order import ORDERS
from .lead_pool_count import COUNTED

LOOKED_AT = 200  # leads of a pool that are asked one by one whether a member may claim them


class LeadPool(models.Model):
    """A pool that tells its members live what there is to claim."""

    _inherit = 'lead.pool'

    @api.model
    def get_lead_alerts(self):
        """Return the alerts that the current user would have got since, had he been there.

        :return: a list of ``{'pool', 'leads', 'more'}``, as the bus brings them one by one, and
            ``at_least`` of a pool that has more leads than are counted
        """
        user = self.env.user
        if not user._hears_lead_alerts():
            return []
        # sudo: what a member is told is decided lead by lead in `_listeners` and `_alert`
        pools = self.sudo().search(user._lead_pool_domain() & Domain('method', '=', 'shark_tank'))
        alerts = [pool._pending_alert(user) for pool in pools]
        return [alert for alert in alerts if alert]

    def _pending_alert(self, user):
        waiting = Domain('pool_id', '=', self.id) & Domain('distribution_state', '=', 'pool')
        leads = self.lead_ids.search(waiting, order=self._lead_order(), limit=LOOKED_AT + 1)
        theirs = leads[:LOOKED_AT]._listeners().get(user)
        if not theirs:
            return None
        alert = theirs._alert(user)
        if len(leads) > LOOKED_AT:
            waiting = min(self.available_count, COUNTED)
            alert['more'] += waiting - LOOKED_AT
            alert['at_least'] = self.available_count > waiting
        return alert

    def _tell_gone(self, leads):
        """Have the web clients of all members forget leads that they can claim here no more."""
        self.env['bus.bus']._sendone(
            self,
            'lead_pool_gone',
            {
                'pool_id': self.id,
                # not even the number of a hidden lead is told
                'lead_ids': leads.ids if self.method in ('cherry_pick', 'shark_tank') else [],
                'count': len(leads),
            },
        )

    def _claimable_domain(self, user):
        """Return the domain of the leads of this pool that a user may claim by its rules."""
        domain = self._claimable_segments(user) if self.method == 'shotgun' else Domain.TRUE
        if self.method != 'shotgun' and user not in self.member_ids:
            domain = Domain('pool_open_step_id', 'in', self.step_ids._open_to(user).ids)
        domain &= Domain('pool_id', '=', self.id)
        if user not in self.senior_user_ids:
            domain &= Domain('pool_seniors_only', '=', False)
        return domain

    def _claimable_segments(self, user):
        own = self.segment_ids.filtered(lambda each: user in each.member_ids)
        fallen = self.segment_ids.filtered(lambda each: user in each.fallback_member_ids)
        opened = Domain('pool_segment_id', 'in', fallen.ids) & Domain('pool_opened', '=', True)
        return Domain('pool_segment_id', 'in', own.ids) | opened

    def _lead_order(self):
        return ORDERS[self.order]

    def _is_blind(self):
        return self.method == 'blind_pull'

    def _alert_pool(self):
        return {'id': self.id, 'name': self.name, 'why': self.method_text}

    def _members_with_room(self, users):
        """Return those of the users whom no limit of this pool keeps from claiming now."""
        limits = self._limits()
        teams = users._lead_teams()
        tally = Tally(users._lead_loads(), self.env['crm.team']._with_limits()._engine_teams())
        nothing = Lead(0)

        unworked = self._unworked_counts(users)

        def has_room(user):
            if self.unworked_claim_cap and unworked.get(user, 0) >= self.unworked_claim_cap:
                return False
            candidate = user._lead_candidate(**limits, **teams.get(user.id, {}))
            return not check(candidate, nothing, tally.load(candidate, nothing))

        return users.filtered(has_room)

    def _unworked_counts(self, users):
        """Return ``{user: leads of this pool that he has claimed and not begun with}``."""
        Assignment = self.env['lead.assignment']
        mine = [('pool_id', '=', self.id), ('user_id', 'in', users.ids)]
        domain = [*Assignment._unworked_domain(), *mine]
        return dict(Assignment._read_group(domain, ['user_id'], ['__count']))
