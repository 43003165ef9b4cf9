from odoo import models


class LeadPlanRun(models.Model):
    """Messages that a plan sends by itself. They are no touch: nobody has written them."""

    _inherit = 'lead.plan.run'

    def _sends(self, step):
        """Tell whether the company of the lead lets this step be sent by itself."""
        self.ensure_one()
        company = self.lead_id.company_id or self.plan_id.company_id or self.env.company
        return bool(step.lead_mail_template_id and company.lead_plan_sends_mail)

    def _once_only_message(self, step):
        """Return the message of a step that a lead gets once: those of each round may repeat."""
        self.ensure_one()
        message = step.lead_mail_template_id
        return message.browse() if self.plan_id.lead_plan_kind == 'periodic' else message

    def _send_messages(self, steps, dues):
        """Send what is due now; return the runs that can go on, the others wait for their time."""
        now = self.env.cr.now()
        early = {run: step for run, step in steps.items() if dues[run] > now}
        for run in early:
            run.next_at = dues[run]
            self._wake(dues[run])
        due = {run: step for run, step in steps.items() if run not in early}
        reasons = self._find_unmailable(due)
        for note in set(reasons.values()):
            self._skip({run: due[run] for run in reasons if reasons[run] == note}, note)
        self._send({run: step for run, step in due.items() if run not in reasons})
        return self.browse().union(*due)

    def _find_unmailable(self, steps):
        """Return in words, by run, why its message is not to be sent."""
        sent = set(
            self.env['lead.plan.step']._read_group(
                [
                    ('lead_id', 'in', self.browse().union(*steps).lead_id.ids),
                    ('state', '=', 'sent'),
                ],
                ['lead_id', 'mail_template_id'],
            )
        )
        reasons = {}
        for run, step in steps.items():
            message = run._once_only_message(step)
            key = (run.lead_id, message)
            if not run.lead_id.email_normalized:
                reasons[run] = self.env._("Not sent: the lead has no email address.")
            elif run.lead_id.is_blacklisted:
                reasons[run] = self.env._("Not sent: the address is on the blacklist.")
            elif message and key in sent:
                reasons[run] = self.env._("Not sent: the lead had this message before.")
            sent.add(key)
        return reasons

    def _send(self, steps):
        """Put one mail per run into the queue, and note the step in the same transaction."""
        now = self.env.cr.now()
        runs = self.browse().union(*steps)
        for template, some in runs.grouped(lambda run: steps[run].lead_mail_template_id).items():
            template.send_mail_batch(some.lead_id.ids)
        vals = {'state': 'sent', 'due_at': now, 'done_at': now}
        self._log_steps(dict.fromkeys(steps, vals), steps)
