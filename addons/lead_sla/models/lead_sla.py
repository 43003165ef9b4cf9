from datetime import timedelta

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.addons.lead_distribution.models.working_time import WorkingTime
from odoo.tools import SQL


class LeadSla(models.Model):
    """One clock: one target for one rep's stint on one lead."""

    _name = 'lead.sla'
    _inherit = 'lead.bound.mixin'
    _description = "SLA Clock"
    _order = 'started_at desc, id desc'
    _rec_name = 'target_id'

    lead_id = fields.Many2one('crm.lead', required=True, index=True, ondelete='cascade')
    assignment_id = fields.Many2one(
        'lead.assignment', required=True, index=True, ondelete='cascade'
    )
    target_id = fields.Many2one('lead.sla.target', required=True, index=True, ondelete='restrict')
    policy_id = fields.Many2one(related='target_id.policy_id', store=True, index=True)
    kind = fields.Selection(related='target_id.kind', store=True)
    user_id = fields.Many2one('res.users', "Salesperson", required=True, index=True)
    team_id = fields.Many2one('crm.team', "Sales Team", index='btree_not_null')
    company_id = fields.Many2one('res.company', index='btree_not_null')
    source_touch_id = fields.Many2one(
        'lead.touch', "Customer's Message", index='btree_not_null', ondelete='set null'
    )
    started_at = fields.Datetime("Started", required=True)
    deadline = fields.Datetime(required=True)
    warn_at = fields.Datetime("Urgent From")
    paused_at = fields.Datetime("Paused Since")
    pauses = fields.Json(help="From when until when the clock stood still.")
    paused_minutes = fields.Float(digits=(12, 1))
    paused_working_minutes = fields.Float(digits=(12, 1))
    next_event_at = fields.Datetime("Next Event", help="When the sweep looks at this clock again.")
    state = fields.Selection(
        [
            ('running', "Running"),
            ('paused', "Paused"),
            ('met', "Met"),
            ('missed', "Missed"),
            ('cancelled', "Cancelled"),
        ],
        default='running',
        required=True,
    )
    met_at = fields.Datetime("Answered", help="The first touch, in time or late.")
    touch_id = fields.Many2one('lead.touch', ondelete='set null')
    system_minutes = fields.Float(
        "Minutes to Assign",
        aggregator='avg',
        digits=(12, 1),
        help="From the capture of the lead until this salesperson had it: the delay of the system.",
    )
    response_minutes = fields.Float(aggregator='avg', digits=(12, 1))
    response_working_minutes = fields.Float(aggregator='avg', digits=(12, 1))
    activity_id = fields.Many2one('mail.activity', ondelete='set null')
    log_ids = fields.One2many('lead.sla.escalation.log', 'sla_id', "Escalation")
    note = fields.Char()
    error = fields.Text()

    _unique_clock = models.UniqueIndex(
        '(assignment_id, target_id, COALESCE(source_touch_id, 0))',
        "A stint has one clock for each target and message of the customer.",
    )
    _due_idx = models.Index('(next_event_at) WHERE next_event_at IS NOT NULL')

    @api.model
    def _start(self, assignments):
        """Start the clocks that the policies promise for these stints."""
        leads = assignments.lead_id.filtered(lambda lead: lead._is_followed_up())
        targets = self.env['lead.sla.policy']._find_targets(leads)
        clocks = self.create(
            [
                self._prepare_clock(assignment, target)
                for assignment in assignments
                for target in targets.get(assignment.lead_id, ())
            ]
        )
        clocks._set_deadline()
        clocks._plan_next_event()
        clocks._schedule_activities()
        clocks._wake_sweep()
        return clocks

    def _prepare_clock(self, assignment, target):
        lead, rep = assignment.lead_id, assignment.user_id
        return {
            'lead_id': lead.id,
            'assignment_id': assignment.id,
            'target_id': target.id,
            'user_id': rep.id,
            'team_id': lead.team_id.id,
            'company_id': (lead.company_id or rep.company_id).id,
            'started_at': assignment.assigned_at,
            'deadline': assignment.assigned_at + target._get_duration(),
        }

    def _set_deadline(self):
        """Move the deadlines of targets in working time out of nights, weekends and holidays."""
        working = self.filtered(lambda clock: clock.target_id.time_base == 'working')
        jobs = [
            (schedule, clock.started_at, clock.target_id._get_duration(schedule))
            for clock in working
            for schedule in [clock._get_schedule()]
        ]
        for clock, deadline in zip(working, WorkingTime().plan(jobs), strict=True):
            if deadline:
                clock.deadline = deadline
            else:
                clock.note = self.env._("No working time found: every hour counts.")

    def _get_schedule(self):
        """Return the working time of the rep answerable."""
        self.ensure_one()
        return self.user_id._get_schedule(self.team_id, self.company_id)

    def _get_target_schedule(self):
        """Return the working time the target is counted in, ``None`` for clock time."""
        self.ensure_one()
        in_clock_time = self.note or self.target_id.time_base == 'clock'
        return None if in_clock_time else self._get_schedule()

    def _schedule_activities(self):
        """Give the reps one activity per clock, without a mail for each."""
        activity_type = self.env.ref('lead_sla.mail_activity_type_first_response', False)
        if not activity_type:
            return
        activities = self._create_activities(
            [
                {
                    'activity_type_id': activity_type.id,
                    'summary': activity_type.with_context(lang=clock.user_id.lang).name,
                    'user_id': clock.user_id.id,
                    'date_deadline': clock._local_date(clock.deadline, clock.user_id),
                }
                for clock in self
            ]
        )
        for clock, activity in zip(self, activities, strict=True):
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

    def _settle(self):
        """Close the clocks that a touch has answered, in time or late, and return them."""
        answers = self.filtered(lambda clock: clock._is_open())._find_answers()
        answered = self.browse([clock.id for clock in answers])
        jobs = [(c._get_schedule(), c.started_at, answers[c].date) for c in answered]
        for clock, work in zip(answered, WorkingTime().worked(jobs), strict=True):
            clock._record_answer(answers[clock], work)
        answered._close_activities()
        return answered

    def _is_open(self):
        """Tell whether a touch would still be the answer this clock waits for."""
        self.ensure_one()
        return self.state == 'running' or (self.state == 'missed' and not self.met_at)

    def _find_answers(self):
        """Return the first touch of ours within each clock's stint, by clock."""
        if not self:
            return {}
        for model in ('lead.sla', 'lead.touch', 'lead.assignment'):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (sla.id) sla.id, touch.id
                  FROM lead_sla sla
                  JOIN lead_assignment stint ON stint.id = sla.assignment_id
                  JOIN lead_touch touch
                    ON touch.lead_id = sla.lead_id
                   AND touch.direction = 'out'
                   AND touch.date >= sla.started_at
                   AND touch.date <= COALESCE(stint.released_at, 'infinity')
                 WHERE sla.id IN %s
              ORDER BY sla.id, touch.date, touch.id
                """,
                self._ids,
            )
        )
        touches = self.env['lead.touch'].browse([touch for _sla, touch in rows])
        return dict(zip(self.browse([sla for sla, _touch in rows]), touches, strict=True))

    def _record_answer(self, touch, work):
        in_time = self.state == 'running' and touch.date <= self.deadline
        self.write(
            {
                'state': 'met' if in_time else 'missed',
                'met_at': touch.date,
                'touch_id': touch.id,
                'response_minutes': (touch.date - self.started_at) / timedelta(minutes=1),
                'response_working_minutes': work / timedelta(minutes=1),
                'next_event_at': False,
            }
        )

    def _close_activities(self):
        """Take the first response off the reps' lists, keeping it as done."""
        self.activity_id.filtered('active').action_archive()

    def _cancel(self):
        """Stop what these clocks still wait for; what has been missed stays missed."""
        self.filtered(lambda clock: clock.state == 'running').state = 'cancelled'
        self.next_event_at = False
        self.activity_id.filtered('active').unlink()
