import logging
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ...engine import Lead, Tally
from ...tools.batches import COLLISIONS
from .crm_lead import ORDERS
from .lead_pool_text import COUNTED

LOOKED_AT = 200  # leads of a pool that are asked one by one whether a member may claim them

_logger = logging.getLogger(__name__)

NAMED = 5  # leads of an alert that are told one by one; of the others only how many


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
        teams_now = self.env['crm.team']._with_limits()._engine_teams()
        seams = self.env['lead.distribution.rule']._engine_seams()
        tally = Tally(users._lead_loads(), teams_now, **seams)
        nothing = Lead(0)

        unworked = self._unworked_counts(users)

        def has_room(user):
            if self.unworked_claim_cap and unworked.get(user, 0) >= self.unworked_claim_cap:
                return False
            candidate = user._lead_candidate(**limits, **teams.get(user.id, {}))
            return not tally.check(candidate, nothing)

        return users.filtered(has_room)

    def _unworked_counts(self, users):
        """Return ``{user: leads of this pool that he has claimed and not begun with}``."""
        Assignment = self.env['lead.assignment']
        mine = [('pool_id', '=', self.id), ('user_id', 'in', users.ids)]
        domain = [*Assignment._unworked_domain(), *mine]
        return dict(Assignment._read_group(domain, ['user_id'], ['__count']))


class CrmLead(models.Model):
    """Leads in pools make themselves heard: at once, and when somebody has them."""

    _inherit = 'crm.lead'

    def _announce(self):
        """Tell everybody who may claim these leads now: one alert per pool and member."""
        for leads in self.grouped('pool_id').values():
            for user, theirs in leads._listeners().items():
                user._bus_send('lead_alert', theirs._alert(user))

    def _listeners(self):
        """Return ``{user: the leads of this one pool that an alert tells him of}``."""
        claimers = self._pool_claimers()
        failed = self.env['lead.assignment']._failed_user_ids(self)
        users = self.env['res.users'].union(*claimers.values())
        users = self.pool_id._members_with_room(
            users.filtered(lambda user: user._hears_lead_alerts())
        )
        heard = defaultdict(list)
        for lead, reps in claimers.items():
            for user_id in set(reps._ids) & set(users._ids) - set(failed.get(lead.id, ())):
                heard[user_id].append(lead.id)
        return {user: self.browse(heard[user.id]) for user in users if user.id in heard}

    def _alert(self, user):
        """Return the alert that tells a user of these leads of one pool: what he may read."""
        pool = self.pool_id
        named = self.browse()
        if not pool._is_blind():
            best = self.search([('id', 'in', self.ids)], order=pool._lead_order(), limit=NAMED)
            named = best & best.with_user(user)._filtered_access('read').sudo()
        words = named.with_context(lang=user.lang)
        return {
            'pool': pool.with_context(lang=user.lang)._alert_pool(),
            'leads': [lead._alert_line() for lead in words],
            'more': len(self) - len(named),
        }

    def _alert_line(self):
        return {
            'id': self.id,
            'name': self.name,
            'grade': (self.lead_grade or '').upper(),
            'customer': self.partner_name or self.contact_name or '',
            'country': self.country_id.name or '',
            'source': self.source_id.name or '',
            'company_id': self.company_id.id,
            'next_at': fields.Datetime.to_string(self.pool_next_at) or False,
            'next_step': self.pool_next_step or False,
        }

    def _listed_before(self, vals):
        """Return ``{pool: leads}`` of the leads that this write takes off the list of a pool."""
        if not vals.keys() & {'pool_id', 'pool_segment_id'}:
            return {}
        # sudo: whoever takes a lead out of a pool need not be one who may read it there
        return self.sudo().filtered('pool_id').grouped('pool_id')

    def _tell_pooled(self, event):
        """Tell the members of the pools live, and loudly where that is asked for."""
        for pool in self.sudo().pool_id:
            self.env['bus.bus']._sendone(pool, 'lead_pool_filled', {'pool_id': pool.id})
        loud = self.sudo().filtered(
            lambda lead: event == 'again' or lead.pool_id.method == 'shark_tank'
        )
        try:
            with self.env.cr.savepoint():
                loud._announce()
        except COLLISIONS:
            raise
        except Exception:  # the leads lie in the pool all the same
            _logger.exception("Members could not be told about leads in their pool")
