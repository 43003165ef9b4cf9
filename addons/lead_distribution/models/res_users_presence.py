import logging
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..engine.worktime import ZERO
from .lead_presence import STATES
from .working_time import WorkingTime

_logger = logging.getLogger(__name__)

MORNING = time(8)


class ResUsers(models.Model):
    """The rep's own switch: available, busy or away, and who takes over while away."""

    _inherit = 'res.users'

    lead_presence = fields.Selection(
        STATES,
        "Availability for Leads",
        default='available',
        required=True,
        copy=False,
        help="Available: gets leads and can claim them.\n"
        "Busy: gets none and claims none for a while.\n"
        "Away: the same, and the backup takes the turns meanwhile.",
    )
    lead_presence_until = fields.Datetime(
        "Until", copy=False, help="Available again by itself at this time. Empty: until changed."
    )
    lead_available = fields.Boolean(
        "Available for Leads",
        compute='_compute_lead_available',
        inverse='_inverse_lead_available',
        store=True,
        help="Switch this off when you cannot answer new leads, and you get none.",
    )
    lead_backup_id = fields.Many2one(
        'res.users',
        "Backup for Leads",
        index='btree_not_null',
        domain=[('share', '=', False)],
        copy=False,
        help="Gets the leads that would be yours while you are away or on leave, if able to take "
        "them.",
    )

    lead_leave_until = fields.Datetime("On Leave Until", compute='_compute_lead_leave_until')
    receives_leads = fields.Boolean(
        compute='_compute_receives_leads',
        search='_search_receives_leads',
        help="In an active rule or pool, or the backup of somebody who is.",
    )
    may_set_lead_presence = fields.Boolean(compute='_compute_may_set_lead_presence')

    _check_lead_presence_until = models.Constraint(
        "CHECK (lead_presence_until IS NULL OR lead_presence != 'available')",
        'Only who is busy or away is so until a time. Choose that first, or empty "Until".',
    )

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802
        own = ['lead_presence', 'lead_presence_until', 'lead_backup_id', 'receives_leads']
        return [*super().SELF_READABLE_FIELDS, *own]

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802
        own = ['lead_presence', 'lead_presence_until', 'lead_backup_id']
        return [*super().SELF_WRITEABLE_FIELDS, *own]

    @api.depends('lead_presence')
    def _compute_lead_available(self):
        for user in self:
            user.lead_available = user.lead_presence == 'available'

    def _inverse_lead_available(self):
        for available, users in self.grouped('lead_available').items():
            state = 'available' if available else 'busy'
            changed = users.filtered(
                lambda user, available=available: (user.lead_presence == 'available') != available
            )
            changed.write({'lead_presence': state})

    @api.constrains('lead_backup_id')
    def _check_lead_backup(self):
        for user in self:
            if user.lead_backup_id == user:
                raise ValidationError(
                    self.env._("%s cannot be the own backup. Choose somebody else.", user.name)
                )
            if user.lead_backup_id.share:
                raise ValidationError(
                    self.env._(
                        "%s is no internal user and cannot get leads.", user.lead_backup_id.name
                    )
                )

    def write(self, vals):
        if not vals.keys() & {'lead_presence', 'lead_presence_until'}:
            return super().write(vals)
        vals = self._prepare_presence_vals(vals)
        before = {user: (user.lead_presence, user.lead_presence_until) for user in self}
        res = super().write(vals)
        changed = self.filtered(
            lambda user: (user.lead_presence, user.lead_presence_until) != before[user]
        )
        changed._after_presence_change()
        return res

    def _prepare_presence_vals(self, vals):
        """Return the values with an end that fits the state.

        :raises UserError: when the end lies in the past
        """
        vals = dict(vals)
        if vals.get('lead_presence') == 'available':
            vals['lead_presence_until'] = False
        elif 'lead_presence' in vals:
            vals.setdefault('lead_presence_until', False)
        until = fields.Datetime.to_datetime(vals.get('lead_presence_until'))
        if until and until <= self.env.cr.now():
            raise UserError(
                self.env._(
                    'The time in "Until" has passed. Choose a later one, or leave it empty to stay '
                    "away until you change it."
                )
            )
        return vals

    def _after_presence_change(self):
        """Log the change, tell the web clients, and have the end of it noticed."""
        is_system = self.env.context.get('lead_presence_over')
        # the log is nobody's to write, whoever may switch
        self.env['lead.presence'].sudo().create(
            [
                {
                    'user_id': user.id,
                    'state': user.lead_presence,
                    'until': user.lead_presence_until,
                    'date': self.env.cr.now(),
                    'set_by_id': False if is_system else self.env.uid,
                }
                for user in self
            ]
        )
        for user in self:
            user._bus_send('lead_presence', user._lead_presence_info())
        if ends := [user.lead_presence_until for user in self if user.lead_presence_until]:
            self._trigger_presence(ends)
        if 'available' in self.mapped('lead_presence'):
            self.env['crm.lead']._retry_distribution()
        self.sudo()._give_back_while_away()

    @api.model
    def _trigger_presence(self, at=None):
        # waking the cron gives away nothing: it does what the reps and rules say
        self.env.ref('lead_distribution.ir_cron_presence').sudo()._trigger(at)

    def _lead_presence_info(self):
        """Return what the switch in the top bar shows."""
        self.ensure_one()
        until = self.lead_presence_until
        return {
            'state': self.lead_presence,
            'until': fields.Datetime.to_string(until) if until else False,
        }

    def action_set_lead_presence(self, state, until=False):
        """Set the availability of these reps: of oneself, or of those one leads.

        :param str state: ``available``, ``busy`` or ``away``
        :param until: a UTC datetime, ``hour`` (for an hour) or ``tomorrow`` (until work begins
            tomorrow); empty: until changed
        :raises AccessError: for reps whom the caller does not lead
        """
        self._check_may_set_presence()
        if state not in dict(STATES):
            raise UserError(
                self.env._("There is no availability %s. Use available, busy or away.", state)
            )
        for user in self:
            # whoever leads a rep may switch him, and nothing else of his account
            user.sudo().write(
                {'lead_presence': state, 'lead_presence_until': user._presence_until(until)}
            )
        return True

    def action_set_lead_available(self):
        return self.action_set_lead_presence('available')

    def action_set_lead_busy(self):
        return self.action_set_lead_presence('busy')

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

    @api.model
    def _cron_presence(self):
        """Bring back who is away no longer, and take leads off who is on a long leave."""
        IrCron = self.env['ir.cron']
        IrCron._commit_progress()  # a snapshot of now
        try:
            self.sudo()._end_presence()
            self.sudo()._give_back_on_leave()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            _logger.info("Somebody changed these users meanwhile; trying again in a minute.")
            self.env.cr.rollback()
            self._trigger_presence(self.env.cr.now() + timedelta(minutes=1))
        IrCron._commit_progress()

    @api.model
    def _end_presence(self):
        over = Domain('lead_presence_until', '<=', self.env.cr.now())
        back = self.search(over).try_lock_for_update(allow_referencing=True).filtered_domain(over)
        back.with_context(lead_presence_over=True).write({'lead_presence': 'available'})
        if self.search_count(over, limit=1):  # somebody holds the others
            self._trigger_presence(self.env.cr.now() + timedelta(minutes=1))

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

    @api.depends_context('uid')
    def _compute_may_set_lead_presence(self):
        settable = self._with_settable_presence()
        for user in self:
            user.may_set_lead_presence = user in settable
