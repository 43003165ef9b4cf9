from collections import defaultdict
from datetime import timedelta

from pytz import timezone, utc

from odoo import api, models
from odoo.addons.lead_distribution.tools.working_time import WorkingTime

from .mail_activity_plan_template import WORKING_UNITS


class LeadPlanRun(models.Model):
    """How a plan goes on: from one step to the next, for many leads at once.

    Messages that a plan sends by itself. They are no touch: nobody has written them.
    """

    _inherit = 'lead.plan.run'

    def _advance(self):
        """Take the next step of each of these runs that has none open.

        Messages that are sent by themselves need nobody, so the run goes on after them at once.
        The number of queries grows with the steps and people of the plans, not with the leads.
        """
        pending = self.filtered(lambda run: run.state == 'running')._stop_where_over()
        pending.next_at = False
        pending -= pending._open_steps().run_id
        while pending:
            steps = pending._next_steps()
            pending.filtered(lambda run, steps=steps: run not in steps)._end_round()
            pending = self._take(steps)

    def _next_steps(self):
        """Return the step that comes next by run; runs that have had all of them are missing."""
        taken = set(
            self.env['lead.plan.step']._read_group(
                [('run_id', 'in', self.ids)], ['run_id', 'round_number', 'template_id']
            )
        )
        steps = {}
        for run in self:
            left = (
                step
                for step in run.plan_id.template_ids.sorted(lambda step: (step.sequence, step.id))
                if (run, run.round_number, step) not in taken
            )
            if step := next(left, None):
                steps[run] = step
        return steps

    def _end_round(self):
        """Let periodic plans begin again on their day, and end the others."""
        periodic = self.filtered(lambda run: run.plan_id.lead_plan_kind == 'periodic')
        (self - periodic).state = 'done'
        for (plan, number), runs in periodic.grouped(
            lambda run: (run.plan_id, run.round_number)
        ).items():
            begin = self.env.cr.now() + timedelta(days=plan.lead_period_days)
            runs.write({'round_number': number + 1, 'round_at': begin, 'next_at': begin})
            self._wake(begin)

    def _take(self, steps):
        """Take these steps, ``{run: step}``; return the runs that can go on at once."""
        early = self._wait_for_occasions(steps)
        steps = {run: step for run, step in steps.items() if run not in early}
        users = {run: step._lead_responsible(run.lead_id) for run, step in steps.items()}
        dues = self._plan_dues(steps, users)
        moot = {run: step for run, step in steps.items() if not dues[run]}
        self._skip(
            moot,
            self.env._(
                "The customer's contact has no date for an occasion, or is greeted on it already."
            ),
        )
        sending = {run: step for run, step in steps.items() if run._sends(step) and dues[run]}
        goes_on = self._send_messages(sending, dues)
        tasks = {run: step for run, step in steps.items() if run not in sending | moot}
        self._give_out(tasks, users, dues)
        return goes_on.union(*moot)

    def _plan_dues(self, steps, users):
        """Return the moment each step is due by run, ``None`` where there is no occasion."""
        bases = self._find_bases(steps)
        dues, jobs, schedules = {}, {}, {}
        for run, step in steps.items():
            lead, user = run.lead_id, users[run]
            if step.delay_from == 'occasion':
                dues[run] = lead.partner_id._next_occasion(bases[run])
                continue
            dues[run] = bases[run] + self._clock_delay(step)
            if step.delay_unit in WORKING_UNITS and step.delay_count and user:
                company = lead.company_id or user.company_id
                key = (user, lead.team_id, company)
                if key not in schedules:
                    schedules[key] = user._get_schedule(lead.team_id, company)
                if schedule := schedules[key]:
                    jobs[run] = (schedule, bases[run], self._work(step, schedule))
        ends = WorkingTime().plan(list(jobs.values()))
        dues |= {run: end for run, end in zip(jobs, ends, strict=True) if end}
        greetings = {run: dues[run] for run in self._greetings(steps) if dues[run]}
        return dues | dict.fromkeys(self._greeted(greetings))

    def _find_bases(self, steps):
        """Return from when on the delay of each step counts, by run."""
        self.env['lead.plan.step'].flush_model()
        runs = self.browse().union(*steps)
        last_done = dict(
            self.env['lead.plan.step']._read_group(
                [('run_id', 'in', runs.ids)], ['run_id'], ['done_at:max']
            )
        )
        bases = {}
        for run, step in steps.items():
            after_previous = step.delay_from in ('after_previous', 'occasion')
            is_later = last_done.get(run) and last_done[run] > run.round_at
            bases[run] = last_done[run] if after_previous and is_later else run.round_at
        return bases

    def _clock_delay(self, step):
        if step.delay_unit == 'hours':
            return timedelta(hours=step.delay_count)
        return step._calendar_delay()

    def _work(self, step, schedule):
        hours = 1 if step.delay_unit == 'hours' else schedule.calendar.hours_per_day or 24
        return timedelta(hours=step.delay_count * hours)

    def _give_out(self, steps, users, dues):
        """Put these steps on the lists of those who do them: one activity each, without a mail."""
        activities = self.env['mail.activity'].with_context(mail_activity_quick_update=True)
        activities = activities.create(
            [self._prepare_activity(run, step, users, dues) for run, step in steps.items()]
        )
        self._log_steps(
            {
                run: {
                    'state': 'open',
                    'summary': self._name_step(step, users[run]),
                    'user_id': users[run].id,
                    'activity_id': activity.id,
                    'due_at': dues[run],
                    'note': False if users[run] else step._missing_role_text(run.lead_id),
                }
                for (run, step), activity in zip(steps.items(), activities, strict=True)
            },
            steps,
        )

    @api.model
    def _prepare_activity(self, run, step, users, dues):
        return {
            'res_model_id': self.env['ir.model']._get_id('crm.lead'),
            'res_id': run.lead_id.id,
            'activity_type_id': step.activity_type_id.id,
            'summary': self._name_step(step, users[run]),
            'note': step.note,
            'user_id': users[run].id,
            'date_deadline': self._local_date(dues[run], users[run]),
            'automated': True,
        }

    def _name_step(self, step, user):
        """Return what a step is called, in the language of whoever does it."""
        return step.summary or step.activity_type_id.with_context(lang=user.lang).name

    def _local_date(self, moment, user):
        zone = timezone(user.tz or self.env.company.resource_calendar_id.tz or 'UTC')
        return utc.localize(moment).astimezone(zone).date()

    def _skip(self, steps, note):
        now = self.env.cr.now()
        vals = {'state': 'skipped', 'done_at': now, 'note': note}
        self._log_steps(dict.fromkeys(steps, vals), steps)

    def _log_steps(self, values, steps):
        """Create one ``lead.plan.step`` per run."""
        rows = [
            {
                'run_id': run.id,
                'lead_id': run.lead_id.id,
                'template_id': steps[run].id,
                'mail_template_id': run._once_only_message(steps[run]).id,
                'summary': self._name_step(steps[run], run.lead_id.user_id),
                'lead_action': steps[run].lead_action,
                'round_number': run.round_number,
                **vals,
            }
            for run, vals in values.items()
        ]
        if rows:
            self.env['lead.plan.step'].create(rows)
            self.browse().union(*values).invalidate_recordset(['step_ids'], flush=False)
            self.browse().union(*values).lead_id.invalidate_recordset(
                ['plan_step_ids'], flush=False
            )

    def _refresh_responsibles(self):
        """Move what is open to whoever the leads name now."""
        moves = defaultdict(self.env['lead.plan.step'].browse)
        for step in self._open_steps().filtered('template_id'):
            user = step.template_id._lead_responsible(step.lead_id)
            if user and user != step.user_id:
                moves[user] += step
        for user, steps in moves.items():
            steps.write({'user_id': user.id, 'note': False})
            activities = steps.activity_id.filtered('active')
            activities.with_context(mail_activity_quick_update=True).user_id = user

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
