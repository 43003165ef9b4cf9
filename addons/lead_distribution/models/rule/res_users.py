from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ...engine import Candidate

# what people change of themselves
OWN_FIELDS = (
    *('lead_available', 'lead_presence', 'lead_presence_until', 'lead_backup_id'),
    'lead_quiet',
)


def lock_load(records):
    """Wait until nobody else counts leads of these records, and make others collide with us.

    In an isolation level of repeatable reads a lock alone is not enough: the one who waited
    still counts in his old snapshot. Because the row changes, he is refused and tried again.
    """
    if not records:
        return
    records.flush_recordset(['lead_load_date'])
    table = SQL.identifier(records._table)
    ids = SQL('(%s)', records.id) if len(records) == 1 else _locked_in_order(records, table)
    records.env.cr.execute(
        SQL('UPDATE %s SET lead_load_date = %s WHERE id IN %s', table, records.env.cr.now(), ids),
        log_exceptions=False,  # whoever is refused here is tried again
    )
    records.invalidate_recordset(['lead_load_date'])


def _locked_in_order(records, table):
    return SQL(
        '(SELECT id FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE)',
        table,
        tuple(records.ids),
    )


class ResUsers(models.Model):
    """What a rep carries, counted by the days and weeks of where he lives."""

    _inherit = 'res.users'

    lead_member_ids = fields.One2many(
        'lead.distribution.member', 'user_id', groups='sales_team.group_sale_salesman'
    )
    lead_integration = fields.Boolean(
        "Integration User",
        help="Leads that this user creates without a salesperson go to distribution, as leads of "
        "the website do. Leave empty for people: what they create is theirs.",
    )
    # moved on whenever the user gets leads, so that two transactions that count against his
    # limits at the same time collide instead of both finding room
    lead_load_date = fields.Datetime(readonly=True, copy=False)
    lead_territory_ids = fields.Many2many(
        'lead.territory', string="Lead Territories", groups='sales_team.group_sale_salesman'
    )

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802
        return [*super().SELF_READABLE_FIELDS, *OWN_FIELDS, 'receives_leads']

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802
        return [*super().SELF_WRITEABLE_FIELDS, *OWN_FIELDS]

    def write(self, vals):
        back = self.filtered(lambda user: not user.active) if vals.get('active') else self.browse()
        gone = self.filtered('active') if vals.get('active') is False else self.browse()
        presence = self._presence_before(vals)
        switched = self._switching_quiet(vals)
        res = super().write(self._prepare_presence_vals(vals))
        if back or vals.keys() & {'tz', 'lead_backup_id'}:
            self.env['crm.lead']._retry_distribution()
        if gone:
            # whoever may archive a user sends the untouched leads on, however they came
            held = self.env['lead.assignment'].sudo()._open_of(gone, by_hand=True)
            held._give_back('archived')
        if 'active' in vals:
            self._refresh_pools()
        self._follow_presence(presence)
        switched._tell_quiet()
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
        if 'company_ids' not in values:
            values['company_ids'] = frozenset(self.company_ids.ids)
        return Candidate(
            self.id,
            is_active=values.pop('is_active') if 'is_active' in values else self._sells(),
            is_available=self.lead_available,
            extra=self._engine_extra(),
            **values,
        )

    def _engine_extra(self):
        """Return ``{name: value}`` that filters and methods of other addons find on a candidate.

        It is called for each one: read fields, which are fetched for all users at once, and search
        nothing.
        """
        self.ensure_one()
        return {}

    def _lock_lead_load(self):
        """Have nobody else give these users leads at the same time."""
        lock_load(self)

    def _lead_loads(self):
        """Return ``{user id: Load}`` in two queries: leads given, and open leads by grade."""
        return self.env['crm.lead']._engine_loads('user_id', self._lead_spans())

    def _lead_spans(self):
        """Return ``{user id: (when his day began, when his week began)}``."""
        return {user.id: (user._lead_midnight(), user._lead_week_start()) for user in self}

    def _lead_midnight(self, days=0):
        """Return when the user's day began, or one so many days later, in UTC."""
        day = self._lead_today() + timedelta(days=days)
        midnight = datetime.combine(day, time.min, self._lead_zone())
        return midnight.astimezone(UTC).replace(tzinfo=None)

    def _lead_week_start(self):
        """Return when the week of the user began, by the first day of his language."""
        first = int(self.env['res.lang']._get_data(code=self.lang or 'en_US').week_start or 1)
        return self._lead_midnight(days=-((self._lead_today().isoweekday() - first) % 7))

    def _lead_today(self):
        return self.env.cr.now().replace(tzinfo=UTC).astimezone(self._lead_zone()).date()

    def _lead_zone(self):
        return ZoneInfo(self.tz or 'UTC')

    def _lead_facts(self):
        """Return ``{user id: what is found for all of them at once}``."""
        teams = self._lead_teams()
        return {user.id: {'is_active': user._sells(), **teams.get(user.id, {})} for user in self}

    def _lead_teams(self):
        """Return ``{user id: what the engine has to know about his teams}``.

        Empty while no team has limits: then nobody has to know.
        """
        # whoever distributes or claims need not be allowed to read all teams
        teams = self.env['crm.team'].sudo()
        if not teams._with_limits():
            return {}
        led = teams.search([('user_id', 'in', self.ids)])
        stray = self.sudo().filtered(lambda user: not user.sale_team_id)[:1]
        home = teams._get_default_team_id(user_id=stray.id) if stray else teams
        return {
            user.id: {
                'team_ids': frozenset(
                    (
                        user.crm_team_ids
                        | led.filtered(lambda team, user=user: team.user_id == user)
                    ).ids
                ),
                'home_team_id': (user.sale_team_id or home).id,
            }
            for user in self.sudo()
        }
