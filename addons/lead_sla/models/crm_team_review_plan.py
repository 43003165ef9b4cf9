import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .lead_metric_period import local_time
from .review_schedule import STEPS, days_from

_logger = logging.getLogger(__name__)


class CrmTeam(models.Model):
    """The reviews that the schedule of a team brings, each planned once."""

    _inherit = 'crm.team'

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
