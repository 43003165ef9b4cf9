from pytz import timezone, utc

from odoo import models

# what Odoo reads of an activity that is archived
ARCHIVING_FIELDS = ('active', 'user_id', 'date_deadline', 'date_done', 'res_model', 'res_id')


class LeadSla(models.Model):
    """The activities of clocks: what stands on the lists of reps and leaders."""

    _inherit = 'lead.sla'

    def _schedule_activities(self):
        """Give the reps one activity per first response, without a mail for each."""
        activity_type = self.env.ref('lead_sla.mail_activity_type_first_response', False)
        clocks = self.filtered(lambda clock: clock.kind == 'first_response')
        if not (activity_type and clocks):
            return
        activities = clocks._create_activities(
            [
                {
                    'activity_type_id': activity_type.id,
                    'summary': activity_type.with_context(lang=clock.user_id.lang).name,
                    'user_id': clock.user_id.id,
                    'date_deadline': clock._local_date(clock.deadline, clock.user_id),
                }
                for clock in clocks
            ]
        )
        for clock, activity in zip(clocks, activities, strict=True):
            clock.activity_id = activity

    def _create_activities(self, vals_list):
        """Create one quiet activity on the lead of each clock, in the order of ``self``."""
        model_id = self.env['ir.model']._get_id('crm.lead')
        return (
            self.env['mail.activity']
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        'res_model_id': model_id,
                        'res_id': clock.lead_id.id,
                        'automated': True,
                        **vals,
                    }
                    for clock, vals in zip(self, vals_list, strict=True)
                ]
            )
        )

    def _prepare_leader_activity(self, activity_type):
        self.ensure_one()
        leader = self.team_id.user_id
        text = self.with_context(lang=leader.lang).env._(
            "%s has not answered this lead", self.user_id.name
        )
        return {
            'activity_type_id': activity_type.id if activity_type else False,
            'user_id': leader.id,
            'summary': text,
            'date_deadline': self._local_date(self.env.cr.now(), leader),
        }

    def _local_date(self, moment, user):
        return utc.localize(moment).astimezone(timezone(user.tz or 'UTC')).date()

    def _close_activities(self):
        """Take the first response off the reps' lists, keeping it as done."""
        activities = self.activity_id
        # no more than it takes to archive them: this is done with each first touch
        activities.fetch(ARCHIVING_FIELDS)
        activities.filtered('active').action_archive()

    def _move_activities(self):
        """Have the activities of these clocks end on the days of their deadlines."""
        todo = self.filtered('activity_id.active')
        days = todo.grouped(lambda clock: clock._local_date(clock.deadline, clock.user_id))
        for day, clocks in days.items():
            quiet = clocks.activity_id.with_context(mail_activity_quick_update=True)
            quiet.date_deadline = day
