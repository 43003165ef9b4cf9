from odoo import models


class LeadSla(models.Model):
    """What the steps of a ladder need of clocks."""

    _inherit = 'lead.sla'

    def _is_on_ladder(self):
        """Tell whether a step may still do something about this clock."""
        self.ensure_one()
        return self._is_answerable() or (self.state == 'met' and self._holds_lead())

    def _schedule_reminders(self):
        """Put these clocks on the lists of their salespeople, unless they stand there already."""
        todo = self.env.ref('mail.mail_activity_data_todo', raise_if_not_found=False)
        idle = self.filtered(lambda clock: not clock.activity_id.active)
        activities = idle._create_activities([clock._prepare_reminder(todo) for clock in idle])
        for clock, activity in zip(idle, activities, strict=True):
            clock.activity_id = activity

    def _prepare_reminder(self, activity_type):
        user = self.user_id
        return {
            'activity_type_id': activity_type.id if activity_type else False,
            'summary': self.with_context(lang=user.lang)._kind_label(),
            'user_id': user.id,
            'date_deadline': self._local_date(self.deadline, user),
        }
