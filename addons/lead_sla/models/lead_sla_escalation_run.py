import logging

from odoo import models
from odoo.addons.lead_distribution.models.collisions import COLLISIONS

_logger = logging.getLogger(__name__)


class LeadSlaEscalation(models.Model):
    """Running a step for many clocks at once: remind the salesperson, tell the leader."""

    _inherit = 'lead.sla.escalation'

    def _run(self, clocks):
        """Run this step for ``clocks``; the database refuses a second run for the same clock.

        Clocks for which it raises are set aside with the error; the others go on.
        """
        self.ensure_one()
        clocks = clocks.filtered(lambda clock: clock._is_on_ladder())
        if not clocks:
            return
        try:
            with self.env.cr.savepoint():
                self._run_batch(clocks)
        except COLLISIONS:
            raise
        except Exception as error:
            if len(clocks) > 1:
                for clock in clocks:
                    self._run(clock)
                return
            _logger.exception("Step %s failed for clock %s", self.id, clocks.id)
            clocks.error = f"{self.display_name}: {error}"
            self._create_logs(clocks)._finish({clocks: ('failed', {'error': str(error)})})

    def _run_batch(self, clocks):
        logs = self._create_logs(clocks)
        logs._finish(getattr(self, f'_run_{self.action}')(clocks))

    def _create_logs(self, clocks):
        return self.env['lead.sla.escalation.log'].create(
            [{'sla_id': clock.id, 'escalation_id': self.id} for clock in clocks]
        )

    def _run_remind(self, clocks):
        """Remind each salesperson once of all the leads, and put them on the list."""
        for user, some in clocks.grouped('user_id').items():
            self._alert(user, some, self.with_context(lang=user.lang).env._("Time Is Running Out"))
        clocks._schedule_reminders()
        return {clock: ('reminded', {}) for clock in clocks}

    def _run_activity_leader(self, clocks):
        """Tell each leader once of all the leads, and put them on the list."""
        led = clocks.filtered(lambda c: c.team_id.user_id and c.team_id.user_id != c.user_id)
        for leader, some in led.grouped(lambda clock: clock.team_id.user_id).items():
            self._alert(leader, some, self.with_context(lang=leader.lang).env._("Leads Not Kept"))
        todo = self.env.ref('mail.mail_activity_data_todo', raise_if_not_found=False)
        led._create_activities([clock._prepare_leader_activity(todo) for clock in led])
        told = {clock: ('told', {'leader': clock.team_id.user_id.name}) for clock in led}
        return told | {clock: ('no_leader', {}) for clock in clocks - led}

    def _alert(self, user, clocks, title):
        """Tell somebody about these clocks at once in the web client, and by mail if chosen."""
        clocks = clocks.with_context(lang=user.lang)
        user._bus_send(
            'simple_notification',
            {
                'type': 'warning',
                'title': title,
                'message': clocks._summarize(user),
                'sticky': True,
            },
        )
        if self.send_mail and user.email:
            self.env['mail.mail'].create(
                {
                    'subject': f"{title}: {clocks._summarize(user)}",
                    'body_html': clocks._list_leads(user),
                    'email_to': user.email_formatted,
                    'auto_delete': True,
                }
            ).send_after_commit()
