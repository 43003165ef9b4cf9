from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.addons.lead_qualification.tools.ids import check_ids
from odoo.exceptions import AccessError, UserError

from ...engine.worktime import ZERO
from ...tools.working_time import WorkingTime
from .lead_presence import STATES

MORNING = time(8)


class ResUsers(models.Model):
    """How people and apps set an availability, and whose they may set."""

    _inherit = 'res.users'

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
