from datetime import timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..metric.lead_metric_period import local_time

SYSTEM_FIELDS = {
    'state',
    'held_at',
    'period_start',
    'review_date',
    'is_scheduled',
    'calendar_event_id',
    'item_ids',
}

FIXED_ONCE_HELD = {'team_id', 'date_start', 'duration', 'attendee_ids'}


class LeadReview(models.Model):
    """A meeting of a sales team about its leads: agenda, minutes and decisions."""

    _name = 'lead.review'
    _inherit = ['lead.by.leader.mixin', 'mail.thread', 'mail.activity.mixin']
    _description = "Lead Review"
    _order = 'date_start desc, id desc'
    _rec_names_search = ['team_id']
    _mail_post_access = 'read'

    team_id = fields.Many2one(
        'crm.team', "Sales Team", required=True, index=True, ondelete='cascade'
    )
    company_id = fields.Many2one(related='team_id.company_id', store=True, index='btree_not_null')
    state = fields.Selection(
        [('planned', "Planned"), ('held', "Review Held"), ('cancelled', "Cancelled")],
        default='planned',
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_start = fields.Datetime("When", required=True, copy=False, tracking=True)
    duration = fields.Float(
        "Hours",
        compute='_compute_duration',
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    date_stop = fields.Datetime("Until", compute='_compute_date_stop')
    review_date = fields.Date("Day", compute='_compute_review_date', store=True, precompute=True)
    attendee_ids = fields.Many2many(
        'res.users',
        'lead_review_attendee_rel',
        'review_id',
        'user_id',
        "Attendees",
        compute='_compute_attendee_ids',
        store=True,
        readonly=False,
        domain="[('share', '=', False)]",
        help="They are invited, and may read the review. Of its agenda each sees what they may "
        "see of the leads anyway.",
    )
    calendar_event_id = fields.Many2one(
        'calendar.event', "Meeting", readonly=True, copy=False, index='btree_not_null'
    )
    is_scheduled = fields.Boolean("By Schedule", readonly=True, copy=False)
    held_at = fields.Datetime("Held On", readonly=True, copy=False)
    period_start = fields.Datetime(
        "Looks Back To", readonly=True, copy=False, help="Since when it told wins and misses."
    )
    item_ids = fields.One2many('lead.review.item', 'review_id', "Frozen Agenda", readonly=True)
    minutes = fields.Html("Minutes of the Meeting")
    decision_ids = fields.One2many('lead.review.decision', 'review_id', "Decisions")
    may_write = fields.Boolean(compute='_compute_may_write')
    open_decision_count = fields.Integer("Open Decisions", compute='_compute_open_decision_count')

    _unique_day = models.UniqueIndex(
        "(team_id, review_date) WHERE state != 'cancelled'",
        "The team has a review on that day already. Open that one, or choose another day.",
    )

    @api.depends('team_id')
    def _compute_duration(self):
        for review in self:
            review.duration = review.team_id.review_duration or review.duration or 1

    @api.depends('date_start', 'duration')
    def _compute_date_stop(self):
        for review in self:
            start = review.date_start
            review.date_stop = start and start + timedelta(hours=review.duration)

    @api.depends('date_start', 'team_id')
    def _compute_review_date(self):
        for review in self:
            start, zone = review.date_start, review.team_id._review_zone()
            review.review_date = start and local_time(start, zone).date()

    @api.depends('team_id')
    def _compute_attendee_ids(self):
        for review in self:
            if review.team_id:
                review.attendee_ids = review.team_id._review_attendees()

    @api.depends('team_id')
    @api.depends_context('uid')
    def _compute_may_write(self):
        allowed = self._origin._filtered_access('write')
        for review in self:
            review.may_write = not review._origin or review._origin in allowed

    @api.depends('decision_ids.state')
    def _compute_open_decision_count(self):
        for review in self:
            review.open_decision_count = len(
                review.decision_ids.filtered(lambda decision: decision.state == 'open')
            )

    @api.depends('team_id', 'review_date')
    @api.depends_context('lang')
    def _compute_display_name(self):
        for review in self:
            day = review.review_date and format_date(self.env, review.review_date)
            # sudo: the name of its team is no secret to who reads the review
            parts = filter(None, [review.team_id.sudo().name, day])
            review.display_name = " · ".join(parts) or self.env._("New Review")

    @api.constrains('attendee_ids')
    def _check_attendees(self):
        if self.filtered(lambda review: not review.attendee_ids):
            raise ValidationError(
                self.env._(
                    "A review needs somebody to attend it. Fill in Attendees, or give the team a "
                    "leader or members first."
                )
            )

    @api.constrains('duration')
    def _check_duration(self):
        # asked before the meeting is made, whose own sentence names no field of the review
        if self.filtered(lambda review: not 0 < review.duration <= 24):
            raise ValidationError(
                self.env._("The Hours of a review must be more than 0 and at most 24.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_system_fields(vals)
        is_used = self._is_used()  # asked before, or other servers would not be told
        reviews = super().create(vals_list)
        reviews._check_attendees()  # the default may be nobody, which constraints do not see
        reviews._make_events()
        if not is_used:
            self.env.registry.clear_cache()
        return reviews

    @api.model
    def _merge_leads(self, merged, tail):
        """Keep what reviews say of ``tail``, leads that are merged into ``merged``."""
        if not self._is_used():
            return
        for name in ('lead.review.item', 'lead.review.decision'):
            # sudo: a merge keeps the history of both leads, whoever may read it
            records = self.env[name].sudo().search([('lead_id', 'in', tail.ids)])
            records.lead_id = merged

    @api.model
    @tools.ormcache()
    def _is_used(self):
        """Tell whether anybody ever planned a review, which every merge of leads needs to know."""
        # that there are reviews is no secret; none of those that were held is ever deleted
        return bool(self.sudo().search_count([], limit=1))

    def write(self, vals):
        self._refuse_system_fields(vals)
        self._refuse_fixed(vals)
        result = super().write(vals)
        # Odoo asks before only: nobody hands a review to a team he does not lead
        self.check_access('write')
        if {'date_start', 'duration', 'attendee_ids', 'team_id'} & vals.keys():
            self._move_events()
        return result

    def _refuse_system_fields(self, vals):
        if SYSTEM_FIELDS & vals.keys() and not self.env.su:
            raise UserError(
                self.env._(
                    "What a review is, and when it was held, is not written by hand. Use its "
                    "buttons Mark as Held, Cancel and Plan Again."
                )
            )

    def _refuse_fixed(self, vals):
        if FIXED_ONCE_HELD & vals.keys() and self.filtered(lambda review: review.state == 'held'):
            raise UserError(
                self.env._(
                    "This review has been held: its team, time and attendees stay as they were. "
                    "Minutes and decisions can still be added."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if self.filtered(lambda review: review.state == 'held'):
            raise UserError(
                self.env._("A review that was held stays on record. Cancel only what is planned.")
            )

    def unlink(self):
        # sudo: whoever may delete a review takes its meeting out of the calendars
        events = self.sudo().calendar_event_id
        result = super().unlink()
        events.unlink()
        return result

    def _open_form(self):
        return {
            'type': 'ir.actions.act_window',
            'res_model': 'lead.review',
            'res_id': self.id,
            'views': [(False, 'form')],
        }
