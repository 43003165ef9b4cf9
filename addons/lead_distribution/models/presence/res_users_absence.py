from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.addons.lead_qualification.tools.ids import check_ids
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...engine.worktime import ZERO
from ...tools.working_time import WorkingTime
from .lead_presence import STATES

MORNING = time(8)


class ResUsers(models.Model):
    """Who receives leads, who is absent and gives leads back, whose availability one may set."""

    _inherit = 'res.users'

    lead_leave_until = fields.Datetime("On Leave Until", compute='_compute_lead_leave_until')
    receives_leads = fields.Boolean(
        compute='_compute_receives_leads',
        search='_search_receives_leads',
        help="In an active rule or pool, or the backup of somebody who is.",
    )

    def _compute_lead_leave_until(self):
        ends = self._lead_leave_ends(self.env.cr.now())
        for user in self:
            user.lead_leave_until = ends.get(user.id)

    def _lead_leave_ends(self, now):
        """Return ``{user id: end}`` of those on leave now, whoever recorded the leave."""
        # whether somebody is on leave decides who gets a lead; nothing else of it is read
        leaves = self.env['resource.calendar.leaves'].sudo()
        rows = leaves._read_group(
            [
                ('resource_id.user_id', 'in', self.ids),
                ('time_type', '=', 'leave'),
                ('date_from', '<=', now),
                ('date_to', '>', now),
            ],
            ['resource_id'],
            ['date_to:max'],
        )
        ends = {}
        for resource, end in rows:
            user_id = resource.user_id.id
            ends[user_id] = max(end, ends.get(user_id, end))
        return ends

    def _filter_absent(self):
        """Return those of these users who are away, or on leave now."""
        on_leave = self._lead_leave_ends(self.env.cr.now())
        return self.filtered(lambda user: user.lead_presence == 'away' or user.id in on_leave)

    def _presence_state(self, leave_end, opening, now):
        """Return what the engine wants to know of a rep who works again at `opening`."""
        self.ensure_one()
        # the first filter that stops him decides, in the order of the engine
        back_at = opening if opening != now else None
        if not self.lead_available:
            back_at = self.lead_presence_until
        elif leave_end:
            back_at = leave_end
        return {
            'is_on_leave': bool(leave_end),
            'has_hours': bool(opening),
            'is_working': opening == now,
            'back_at': back_at or None,
        }

    def _compute_receives_leads(self):
        # who is in which rule or pool is not everybody's to read; only the yes or no gets out
        receivers = self.sudo().search([('id', 'in', self.ids), ('receives_leads', '=', True)])
        for user in self:
            user.receives_leads = user in receivers

    def _search_receives_leads(self, operator, value):
        if operator != 'in':
            return NotImplemented
        # who is in which rule or pool is not everybody's to read; only the yes or no gets out
        rules = self.env['lead.distribution.rule'].sudo().search([])
        turns = rules.filtered(lambda rule: rule.method != 'pool')
        users = turns.member_ids.user_id | rules.fallback_user_id
        users |= self.env['lead.pool'].sudo().search([]).member_ids
        return Domain('id', 'in', (users | users.lead_backup_id).ids)

    def _hand_out_candidates(self):
        """Return the users as candidates of a leader's hand: not in any rule, on leave or not."""
        teams = self._lead_teams()
        leaves = self._lead_leave_ends(self.env.cr.now())
        return tuple(
            user._lead_candidate(
                id=user.id, is_on_leave=bool(leaves.get(user.id)), **teams.get(user.id, {})
            )
            for user in self
        )

    def _give_back_while_away(self):
        """Take the untouched leads of those off who have just gone away for long."""
        now = self.env.cr.now()
        for user in self.filtered('lead_presence_until'):
            if user.lead_presence == 'away':
                stints = self.env['lead.assignment']._open_of(user)
                stints._after_days(user.lead_presence_until - now)._give_back('leave')

    @api.model
    def _give_back_on_leave(self):
        """Take the untouched leads of those off whose long leave has begun."""
        for leave in self._long_leaves():
            # who claims a lead during his leave means to work on it
            since = max(leave.date_from, leave.create_date)
            stints = self.env['lead.assignment']._open_of(
                leave.resource_id.user_id, Domain('assigned_at', '<=', since)
            )
            stints._after_days(leave.date_to - leave.date_from)._give_back('leave')

    @api.model
    def _long_leaves(self):
        """Return the personal leaves of today that are long enough for some company."""
        limits = self.env['res.company'].search([]).mapped('lead_leave_days')
        shortest = min(filter(None, limits), default=0)
        if not shortest:
            return self.env['resource.calendar.leaves']
        return (
            self.env['resource.calendar.leaves']
            ._of_people_now()
            .filtered(lambda leave: leave.date_to - leave.date_from > timedelta(days=shortest))
        )

    may_set_lead_presence = fields.Boolean(compute='_compute_may_set_lead_presence')

    def action_set_lead_presence(self, state, until=False):
        """Set the availability of these reps: of oneself, or of those one leads.

        :param str state: ``available``, ``busy`` or ``away``
        :param until: a UTC datetime, ``hour`` (for an hour) or ``tomorrow`` (until work begins
            tomorrow); empty: until changed
        :return: a list of ``{'state', 'until'}``, one per rep
        :raises AccessError: for reps whom the caller does not lead
        """
        check_ids(self)._check_may_set_presence()
        if state not in [key for key, _label in STATES]:
            raise UserError(
                self.env._("There is no availability %s. Use available, busy or away.", state)
            )
        for user in self:
            # whoever leads a rep may switch him, and nothing else of his account
            user.sudo().with_context(lead_presence_over=False).write(
                {'lead_presence': state, 'lead_presence_until': user._presence_until(until)}
            )
        return [user._lead_presence_info() for user in self]

    def action_set_lead_available(self):
        self.action_set_lead_presence('available')

    def action_set_lead_busy(self):
        self.action_set_lead_presence('busy')

    def _presence_until(self, until):
        """Return the moment that `until` means for this rep, in UTC."""
        now = self.env.cr.now().replace(microsecond=0)
        if until == 'hour':
            return now + timedelta(hours=1)
        if until == 'tomorrow':
            return self._next_morning()
        try:
            return fields.Datetime.to_datetime(until)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._('"Until" must be a date and time such as %s.', "2026-03-02 17:00:00")
            ) from error

    def _next_morning(self):
        """Return when this rep begins to work on the next working day."""
        zone = ZoneInfo(self.tz or 'UTC')
        today = self.env.cr.now().replace(tzinfo=UTC).astimezone(zone).date()
        tomorrow = today + timedelta(days=1)
        midnight = datetime.combine(tomorrow, time.min, zone).astimezone(UTC).replace(tzinfo=None)
        schedule = self._get_schedule(self.sudo().sale_team_id, self.sudo().company_id)
        [start] = WorkingTime().plan([(schedule, midnight, ZERO)])
        if start:
            return start
        return datetime.combine(tomorrow, MORNING, zone).astimezone(UTC).replace(tzinfo=None)

    def _check_may_set_presence(self):
        """Reps switch themselves, team leaders their members, sales managers everybody.

        :raises AccessError: naming who is out of reach
        """
        others = self - self._with_settable_presence()
        if others:
            raise AccessError(
                self.env._(
                    "Only %(users)s, the leader of the team and sales administrators can change "
                    "this availability.",
                    users=", ".join(others.sudo().mapped('name')),
                )
            )

    def _with_settable_presence(self):
        """Return those of these reps whose availability the current user may set."""
        self.check_access('read')
        me = self.env.user
        if self.env.su:
            return self
        if me.has_group('sales_team.group_sale_manager'):
            # the companies of users are not everybody's to read; only the yes or no gets out
            return self.filtered(lambda user: user.sudo().company_ids & me.company_ids)
        # who leads whom is no secret; nothing else of the teams is used
        led = self.env['crm.team'].sudo().search([('user_id', '=', me.id)]).member_ids
        return self.filtered(lambda user: user == me or user in led)

    @api.depends_context('uid')
    def _compute_may_set_lead_presence(self):
        settable = self._with_settable_presence()
        for user in self:
            user.may_set_lead_presence = user in settable
