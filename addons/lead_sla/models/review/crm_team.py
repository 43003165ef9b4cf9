"""On which days a team holds its reviews, without ORM."""

import logging
from datetime import datetime, time, timedelta
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..metric.lead_metric_period import UTC, ZoneInfo, local_time

# days from one review to the next
STEPS = {'weekly': 7, 'fortnightly': 14}


def first_day(weekday, earliest):
    """Return the first such day of the week (0 is Monday) that is not before ``earliest``."""
    return earliest + timedelta(days=(weekday - earliest.weekday()) % 7)


def days_from(day, rhythm, earliest):
    """Yield the days of a rhythm that ``day`` belongs to, none of them before ``earliest``."""
    step = timedelta(days=STEPS[rhythm])
    if day < earliest:
        day += step * -((day - earliest) // step)
    while True:
        yield day
        day += step


def utc_moment(day, hour, zone):
    """Return the moment in UTC at which it is ``hour``, a float, on this day in a time zone."""
    minutes = round(hour * 60)
    local = datetime.combine(day, time(minutes // 60, minutes % 60), ZoneInfo(zone))
    return local.astimezone(UTC).replace(tzinfo=None)


SCHEDULE = {'review_rhythm', 'review_weekday', 'review_hour', 'review_duration'}

# who has passed leads to a team within these days hands over to it
HANDS_OVER_DAYS = 28

_logger = logging.getLogger(__name__)


class CrmTeam(models.Model):
    """When a team reviews its leads, and who comes.

    The reviews that the schedule of a team brings, each planned once.
    """

    _inherit = 'crm.team'

    review_rhythm = fields.Selection(
        [('none', "No reviews"), ('weekly', "Every week"), ('fortnightly', "Every two weeks")],
        "Reviews",
        default='none',
        required=True,
        help="The next review is put into the calendars by itself, one ahead.",
    )
    review_weekday = fields.Selection(
        [
            ('0', "Monday"),
            ('1', "Tuesday"),
            ('2', "Wednesday"),
            ('3', "Thursday"),
            ('4', "Friday"),
            ('5', "Saturday"),
            ('6', "Sunday"),
        ],
        "Day of the Review",
        default='0',
        required=True,
    )
    review_hour = fields.Float(
        "Time of the Review", default=9.0, help="In the time zone of the team leader."
    )
    review_duration = fields.Float("Hours of a Review", default=1.0)
    review_user_ids = fields.Many2many(
        'res.users',
        'crm_team_review_user_rel',
        'team_id',
        'user_id',
        "Also Invited",
        domain="[('share', '=', False)]",
        help="Beside the leader and the members of the team.",
    )
    review_with_marketers = fields.Boolean(
        "Invite Marketers",
        help="Whoever has passed leads to the team within the last four weeks is invited too.",
    )
    review_next_date = fields.Date(
        "Next Review to Plan",
        readonly=True,
        copy=False,
        index='btree_not_null',
        help="The first day of the rhythm that has no review yet.",
    )

    _check_review_hour = models.Constraint(
        'CHECK(review_hour >= 0 AND review_hour < 24)',
        "Time of the Review must be between 00:00 and 23:59.",
    )
    _check_review_duration = models.Constraint(
        'CHECK(review_duration > 0 AND review_duration <= 24)',
        "Hours of a Review must be more than 0 and at most 24.",
    )

    def _follow_review_schedule(self):
        """Move what is planned ahead to the days of the schedule, and go on from there."""
        now = self.env.cr.now()
        for team in self:
            if team.review_rhythm == 'none':
                team.review_next_date = False
                continue
            ahead = team._reviews_ahead(Domain('is_scheduled', '=', True))
            *days, team.review_next_date = islice(team._free_days(now, ahead), len(ahead) + 1)
            for review, day in zip(ahead, days, strict=True):
                review.write(team._prepare_review_time(day))
        self._wake_review_cron()

    def _wake_review_cron(self):
        if any(team.review_next_date for team in self):
            # sudo: waking the cron gives away nothing, it plans what the schedule says
            self.env.ref('lead_sla.ir_cron_plan_reviews').sudo()._trigger()

    def _free_days(self, now, moving):
        """Yield the days of a new schedule on which the team has no other review."""
        today = local_time(now, self._review_zone()).date()
        first = first_day(int(self.review_weekday), today)
        if self._review_start(first) <= now:
            first += timedelta(days=7)
        taken = set((self._reviews_ahead() - moving).mapped('review_date'))
        return (day for day in days_from(first, self.review_rhythm, first) if day not in taken)

    def _reviews_ahead(self, domain=Domain.TRUE):
        # sudo: the schedule is kept by whoever may write the team, and by the cron
        return (
            self.env['lead.review']
            .sudo()
            .search(
                domain
                & Domain('team_id', '=', self.id)
                & Domain('state', '=', 'planned')
                & Domain('date_start', '>', self.env.cr.now()),
                order='date_start, id',
            )
        )

    def _review_zone(self):
        """Return the time zone in which the team says when it meets."""
        # sudo: where the leader and the company are is no secret
        team = self.sudo()
        company = team.company_id or self.env.company
        return team.user_id.tz or company.resource_calendar_id.tz or 'UTC'

    def _review_start(self, day):
        return utc_moment(day, self.review_hour, self._review_zone())

    def _prepare_review_time(self, day):
        return {'date_start': self._review_start(day), 'duration': self.review_duration}

    def _review_attendees(self):
        """Return who is invited to a review of the team."""
        self.ensure_one()
        # sudo: who belongs to a team, and who passes leads to it, is no secret to who invites
        team = self.sudo()
        users = team.user_id | team.member_ids | team.review_user_ids
        if team.review_with_marketers:
            since = self.env.cr.now() - timedelta(days=HANDS_OVER_DAYS)
            users |= team._who_hands_over(since)
        return users.filtered(lambda user: user.active and not user.share).sudo(False)

    def _who_hands_over(self, since):
        """Return the marketers who have passed leads to the team ``since`` a moment."""
        passers = self.env['crm.lead']._read_group(
            [('team_id', '=', self.id), ('passed_at', '>=', since), ('passed_by_id', '!=', False)],
            aggregates=['passed_by_id:recordset'],
        )[0][0]
        return passers.filtered(
            lambda user: user.has_group('lead_qualification.group_lead_marketer')
        )

    @api.model
    def _cron_plan_reviews(self, batch_size=50):
        """Plan the next review of each team that has none ahead, with its meeting."""
        due = self.search(self._review_due_domain(), limit=batch_size, order='review_next_date, id')
        for team in due:
            team._try_to_plan_review()
        left = self.search_count(self._review_due_domain(), limit=1)
        self.env['ir.cron']._commit_progress(len(due), remaining=left)

    @api.model
    def _review_due_domain(self):
        """Return which teams need another review: one rhythm ahead there is always one."""
        today = self.env.cr.now().date()
        return Domain.OR(
            Domain('review_rhythm', '=', rhythm)
            & Domain('review_next_date', '<=', today + timedelta(days=days))
            for rhythm, days in STEPS.items()
        )

    def _try_to_plan_review(self):
        """Plan a review; a team for which that fails is told, and stops nobody."""
        day = self.review_next_date
        try:
            with self.env.cr.savepoint():
                self._plan_review()
        except UserError as error:
            self._skip_review(day, str(error))
        except Exception:
            _logger.exception("The review of team %s cannot be planned", self.id)
            self._skip_review(day, self.env._("The log of the server says why."))

    def _plan_review(self):
        """Make the next review of the schedule, unless there is one on that day already."""
        self.ensure_one()
        # today, where the team is; a day that has passed brings no review
        today = local_time(self.env.cr.now(), self._review_zone()).date()
        days = days_from(self.review_next_date, self.review_rhythm, today)
        day = next(day for day in days if self._review_start(day) > self.env.cr.now())
        Review = self.env['lead.review'].sudo()  # the schedule plans it, whoever asks
        review = Review.search(
            [('team_id', '=', self.id), ('review_date', '=', day), ('state', '!=', 'cancelled')]
        )
        if not review:
            times = self._prepare_review_time(day)
            review = Review.create({'team_id': self.id, 'is_scheduled': True, **times})
        self.review_next_date = next(days)
        return review

    def _skip_review(self, day, reason):
        self.invalidate_recordset()
        self.review_next_date = day + timedelta(days=STEPS[self.review_rhythm])
        self._message_log(
            body=self.env._(
                "The review of %(date)s could not be planned. %(reason)s",
                date=fields.Date.to_string(day),
                reason=reason,
            )
        )

    def action_open_next_review(self):
        """Open the next review of the team; where there is none, plan it.

        :raises UserError: for who may not plan one
        """
        self.ensure_one()
        self.check_access('read')
        review = self.env['lead.review'].search(
            [
                ('team_id', '=', self.id),
                ('state', '=', 'planned'),
                ('date_start', '>=', self.env.cr.now() - timedelta(days=1)),
            ],
            order='date_start, id',
            limit=1,
        )
        if not review and self.review_next_date and self.has_access('write'):
            review = self._plan_review().sudo(False)
        if review:
            return {**review._open_form(), 'name': review.display_name}
        if not self.env['lead.review'].has_access('create'):
            raise UserError(
                self.env._("No review of %(team)s is planned.", team=self.name),
            )
        return {
            **self.env['lead.review']._open_form(),
            'name': self.env._("New Review"),
            'context': {'default_team_id': self.id},
        }


class UtmCampaign(models.Model):
    _inherit = 'utm.campaign'

    date_start = fields.Date(
        "Starts On",
        index='btree_not_null',
        help="Reviews of the sales teams tell which campaigns are to come.",
    )
