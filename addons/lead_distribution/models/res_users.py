from collections import defaultdict
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..engine import Candidate, Load


class ResUsers(models.Model):
    _inherit = 'res.users'

    # moved on whenever the user gets leads, so that two transactions that count against his
    # limits at the same time collide instead of both finding room
    lead_load_date = fields.Datetime(readonly=True, copy=False)
    lead_member_ids = fields.One2many('lead.distribution.member', 'user_id')

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802
        return [*super().SELF_READABLE_FIELDS, 'lead_available']

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802
        return [*super().SELF_WRITEABLE_FIELDS, 'lead_available']

    def write(self, vals):
        back = self.filtered(lambda user: not user.active) if vals.get('active') else self.browse()
        gone = self.filtered('active') if vals.get('active') is False else self.browse()
        res = super().write(vals)
        if back:
            self.env['crm.lead']._retry_distribution()
        if gone:
            # whoever may archive a user sends his untouched leads on
            self.env['lead.assignment'].sudo()._open_of(gone)._give_back('archived')
        return res

    def _check_may_claim(self):
        """Claiming is for those who sell.

        :raises AccessError: for everybody else
        """
        if not self.has_group('sales_team.group_sale_salesman'):
            raise AccessError(self.env._("Only salespeople can claim leads."))

    def _lead_candidate(self, **values):
        """Return the user as a candidate of the engine."""
        self.ensure_one()
        return Candidate(
            self.id,
            is_active=self.active,
            is_available=self.lead_available,
            company_ids=frozenset(self.company_ids.ids),
            **values,
        )

    def _lock_lead_load(self):
        """Wait until nobody else gives these users leads, and make others collide with us.

        In an isolation level of repeatable reads a lock alone is not enough: the one who waited
        still counts in his old snapshot. Because the row changes, he is refused and tried again.
        """
        if not self:
            return
        self.flush_recordset(['lead_load_date'])
        self.env.execute_query(
            SQL(
                """
                UPDATE res_users SET lead_load_date = %s
                 WHERE id IN (SELECT id FROM res_users WHERE id IN %s ORDER BY id FOR NO KEY UPDATE)
             RETURNING id
                """,
                self.env.cr.now(),
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(['lead_load_date'])

    def _lead_loads(self):
        """Return ``{user id: Load}``: leads given today and open leads, in two queries or so."""
        today = self._leads_given_today()
        # rights do not change what a rep holds
        leads = self.env['crm.lead'].sudo()
        held = dict(
            leads._read_group(
                [('user_id', 'in', self.ids), ('won_status', '=', 'pending')],
                ['user_id'],
                ['__count'],
            )
        )
        return {user.id: Load(today.get(user.id, 0), held.get(user, 0)) for user in self}

    def _leads_given_today(self):
        """Count what each user got since his midnight, without what a person gave him."""
        by_midnight = defaultdict(self.browse)
        for user in self:
            by_midnight[user._lead_midnight()] |= user
        # rights do not change what a rep was given
        assignments = self.env['lead.assignment'].sudo()
        counts = {}
        for midnight, users in by_midnight.items():
            domain = [
                ('user_id', 'in', users.ids),
                ('assigned_at', '>=', midnight),
                ('origin', '!=', 'manual'),
            ]
            for user, count in assignments._read_group(domain, ['user_id'], ['__count']):
                counts[user.id] = count
        return counts

    def _lead_midnight(self):
        zone = ZoneInfo(self.tz or 'UTC')
        today = self.env.cr.now().replace(tzinfo=UTC).astimezone(zone).date()
        return datetime.combine(today, time.min, zone).astimezone(UTC).replace(tzinfo=None)
