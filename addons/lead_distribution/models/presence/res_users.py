import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.batches import COLLISIONS
from ...tools.working_time import Schedule
from .lead_presence import STATES

_logger = logging.getLogger(__name__)


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

    _check_lead_presence_until = models.Constraint(
        "CHECK (lead_presence_until IS NULL OR lead_presence != 'available')",
        'Only who is busy or away is so until a time. Choose that first, or empty "Until".',
    )

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

    def _prepare_presence_vals(self, vals):
        """Return the values with an end that fits the state.

        :raises UserError: when the end lies in the past
        """
        if not vals.keys() & {'lead_presence', 'lead_presence_until'}:
            return vals
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
        is_system = self.env.su and self.env.context.get('lead_presence_over')
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

    @api.model
    def _cron_presence(self):
        """Bring back who is away no longer, and take leads off who is on a long leave."""
        IrCron = self.env['ir.cron']
        IrCron._commit_progress()  # a snapshot of now
        try:
            self.sudo()._end_presence()
            self.sudo()._give_back_on_leave()
        except COLLISIONS:
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

    def _presence_before(self, vals):
        """Return ``{user: (state, end)}`` of the users whose presence this write may change."""
        if not vals.keys() & {'lead_presence', 'lead_presence_until'}:
            return {}
        return {user: (user.lead_presence, user.lead_presence_until) for user in self}

    def _follow_presence(self, before):
        """Act on the users whose presence is not what it was ``before``."""
        self.filtered(
            lambda user: (
                user in before and (user.lead_presence, user.lead_presence_until) != before[user]
            )
        )._after_presence_change()

    def _get_schedule(self, team, company):
        """Return the working time that binds this rep, or ``None`` if none has fixed hours.

        The rep's own working hours come first, then the team's, then the company's; always in
        the rep's time zone.
        """
        self.ensure_one()
        # sudo: only working times are read, and none of them is shown
        rep, team, company = self.sudo(), team.sudo(), company.sudo()
        resource = rep._get_resource(company)
        calendars = (resource.calendar_id, team.resource_calendar_id, company.resource_calendar_id)
        calendar = next((c for c in calendars if c and not c.flexible_hours), None)
        if not calendar:
            return None
        if calendar != resource.calendar_id:
            resource = resource.browse()
        return Schedule(calendar, resource, company, resource.tz or rep.tz or calendar.tz)

    def _get_promise_schedule(self, team, company):
        """Return the hours in which a promise to a customer runs, or ``None`` if none are fixed.

        Those of the team, else of the company; of a user, the own weekly hours come first. Public
        holidays count, a person's leave does not: the customer waits all the same.
        """
        # sudo: only working times are read, and none of them is shown
        user, team, company = self.sudo(), team.sudo(), company.sudo()
        own = user._get_resource(company)
        calendars = (own.calendar_id, team.resource_calendar_id, company.resource_calendar_id)
        calendar = next((c for c in calendars if c and not c.flexible_hours), None)
        if not calendar:
            return None
        zone = calendar == own.calendar_id and (own.tz or user.tz)
        return Schedule(calendar, own.browse(), company, zone or calendar.tz)

    def _get_resource(self, company):
        """Return the rep's resource with working hours, the one of ``company`` first."""
        resources = self.resource_ids.filtered('calendar_id')
        return resources.sorted(lambda resource: resource.company_id != company)[:1]
