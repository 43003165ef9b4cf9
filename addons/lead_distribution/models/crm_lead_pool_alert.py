import logging
from collections import defaultdict

from odoo import fields, models

from .collisions import COLLISIONS

_logger = logging.getLogger(__name__)

NAMED = 5  # leads of an alert that are told one by one; of the others only how many


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
