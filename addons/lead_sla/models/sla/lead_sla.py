from odoo import api, fields, models
from odoo.addons.lead_distribution.tools.working_time import WorkingTime
from odoo.fields import Domain
from odoo.tools.misc import format_datetime

from .sla_terms import MINUTE, OPEN, TICKING_STATES


class LeadSla(models.Model):
    """One clock: one target for one rep's stint on one lead.

    Clocks that stand still while the status of their lead says so.

    What a clock says of itself where it is shown.

    The index of the clocks that count, by the day on which they were or are to be met.

    It has what dashboards ask, and ``lead_id``, which PostgreSQL counts as asked wherever a query
    could join the lead.
    """

    _name = 'lead.sla'
    _inherit = ['lead.bound.mixin']
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
    met_at = fields.Datetime("Done", help="When what was promised was done, in time or late.")
    touch_id = fields.Many2one('lead.touch', ondelete='set null')
    system_minutes = fields.Float(
        "Minutes to Assign",
        aggregator='avg',
        digits=(12, 1),
        help="From the capture of the lead until this salesperson had it: the delay of the system.",
    )
    response_minutes = fields.Float(
        "Minutes Elapsed",
        aggregator='avg',
        digits=(12, 1),
        help="From the start until it was done, pauses included: the delay of the salesperson.",
    )
    response_working_minutes = fields.Float(
        "Working Minutes",
        aggregator='avg',
        digits=(12, 1),
        help="The part of it that was working time of the salesperson, without pauses.",
    )
    activity_id = fields.Many2one('mail.activity', ondelete='set null')
    log_ids = fields.One2many('lead.sla.escalation.log', 'sla_id', "Escalation")
    error = fields.Text()
    summary = fields.Char("Policy in Words", related='policy_id.summary')
    paused_by = fields.Char(compute='_compute_paused_by', help="The status that stops the clock.")

    _unique_clock = models.UniqueIndex(
        '(assignment_id, target_id, COALESCE(source_touch_id, 0))',
        "A stint has one clock for each target and message of the customer.",
    )
    _due_idx = models.Index('(next_event_at, id) WHERE next_event_at IS NOT NULL')
    _counted_idx = models.Index(
        "(deadline) INCLUDE (state, kind, lead_id, team_id, company_id) WHERE state != 'cancelled'"
    )

    @api.model
    def _start(self, assignments):
        """Start the clocks that the policies promise for these stints."""
        leads = assignments.lead_id.filtered(lambda lead: lead._is_followed_up())
        targets = self.env['lead.sla.policy']._find_targets(leads)
        return self._start_clocks(
            [
                self._prepare_clock(assignment, target)
                for assignment in assignments
                for target in targets.get(assignment.lead_id, ())
                if target._starts_with_stint(assignment.lead_id)
            ]
        )

    @api.model
    def _start_accepted(self, leads):
        """Start the clocks that wait until a salesperson has accepted these leads."""
        targets = self.env['lead.sla.policy']._find_targets(leads)
        stints = self.env['crm.lead'].union(*targets)._open_stints()
        started = {(clock.assignment_id, clock.target_id) for clock in stints.sla_ids}
        return self._start_clocks(
            [
                self._prepare_clock(stint, target, started_at=self.env.cr.now())
                for stint in stints
                for target in targets.get(stint.lead_id, ())
                if target._starts_on_acceptance() and (stint, target) not in started
            ]
        )

    @api.model
    def _start_next_response(self, touches):
        """Start the clocks for the answers that customers wait for since these messages.

        A customer who writes again before the answer does not get more time for us.
        """
        leads = touches.lead_id.filtered(lambda lead: lead._is_followed_up())
        targets = self.env['lead.sla.policy']._find_targets(leads)
        if not any(target.kind == 'next_response' for some in targets.values() for target in some):
            return self.browse()
        waiting = self.search(
            OPEN
            & Domain('lead_id', 'in', leads.ids)
            & Domain('kind', 'in', ('first_response', 'next_response'))
            & Domain('assignment_id.released_at', '=', False)
        ).lead_id
        stints = (leads - waiting)._open_stints().grouped('lead_id')
        first = {touch.lead_id: touch for touch in touches.sorted('date', reverse=True)}
        clocks = self._start_clocks(
            [
                self._prepare_clock(
                    stint,
                    target,
                    source_touch_id=first[lead].id,
                    started_at=max(first[lead].date, stint.assigned_at),
                )
                for lead, stint in stints.items()
                for target in targets.get(lead, ())
                if target.kind == 'next_response'
            ]
        )
        clocks._settle()  # a message fetched late may have been answered already
        return clocks

    @api.model
    def _start_clocks(self, vals_list):
        """Create these clocks in bulk and wind them up."""
        clocks = self.create(vals_list)
        if not clocks:
            return clocks
        clocks.lead_id.invalidate_recordset(['sla_ids'], flush=False)
        clocks.assignment_id.invalidate_recordset(['sla_ids'], flush=False)
        clocks._reckon()
        clocks._pause_where_told()
        clocks._schedule_activities()
        clocks._wake_sweep()
        return clocks

    def _prepare_clock(self, assignment, target, **values):
        lead, rep = assignment.lead_id, assignment.user_id
        started_at = values.get('started_at') or assignment.assigned_at
        return {
            'lead_id': lead.id,
            'assignment_id': assignment.id,
            'target_id': target.id,
            'user_id': rep.id,
            'team_id': lead.team_id.id,
            'company_id': (lead.company_id or rep.company_id).id,
            'system_minutes': assignment.latency_minutes,
            'state': 'running',
            'started_at': started_at,
            'deadline': started_at,
            **values,
        }

    def _is_open(self):
        """Tell whether what this clock waits for can still happen, in time or late."""
        self.ensure_one()
        return self.state in TICKING_STATES or (self.state == 'missed' and not self.met_at)

    def _cancel(self):
        """Stop what these clocks still wait for; what has been missed stays missed."""
        ticking = self.filtered(lambda clock: clock.state in TICKING_STATES)
        paused = ticking.filtered('paused_at')
        paused._add_pause(dict.fromkeys(paused, self.env.cr.now()))
        ticking.state = 'cancelled'
        self.filtered('next_event_at').next_event_at = False
        self.activity_id.filtered('active').unlink()

    def _pause_where_told(self):
        """Pause and resume these clocks as the statuses of their leads say."""
        ticking = self.filtered(lambda clock: clock.state in TICKING_STATES)
        told = ticking.filtered(
            lambda clock: clock.lead_id.lead_status_id in clock.policy_id.pause_status_ids
        )
        told._pause()
        (ticking - told)._resume()

    def _pause(self):
        """Stop the time of these clocks; what is overdue already is no longer stopped."""
        now = self.env.cr.now()
        running = self.filtered(lambda clock: clock.state == 'running' and clock.deadline > now)
        running.write({'state': 'paused', 'paused_at': now, 'next_event_at': False})

    def _resume(self):
        """Let the time of these clocks go on where it stood: the pause moves the deadline."""
        paused = self.filtered(lambda clock: clock.state == 'paused')
        if not paused:
            return
        paused._add_pause(dict.fromkeys(paused, self.env.cr.now()))
        paused.state = 'running'
        paused._reckon()
        paused._wake_sweep()

    def _add_pause(self, ends):
        """Note that the present pauses of these clocks are over at ``ends[clock]``."""
        schedules = self._get_schedules()
        ends = {clock: max(ends[clock], clock.paused_at) for clock in self}
        jobs = [(schedules[clock], clock.paused_at, ends[clock]) for clock in self]
        for clock, worked in zip(self, WorkingTime().worked(jobs), strict=True):
            start, end = clock.paused_at, ends[clock]
            clock.write(
                {
                    'pauses': [*(clock.pauses or ()), [start.isoformat(), end.isoformat()]],
                    'paused_minutes': clock.paused_minutes + (end - start) / MINUTE,
                    'paused_working_minutes': clock.paused_working_minutes + worked / MINUTE,
                    'paused_at': False,
                }
            )

    @api.depends('state', 'lead_id.lead_status_id')
    def _compute_paused_by(self):
        for clock in self:
            is_paused = clock.state == 'paused'
            clock.paused_by = is_paused and clock.lead_id.lead_status_id.display_name


class LeadSlaPolicy(models.Model):
    _inherit = 'lead.sla.policy'

    has_touches = fields.Boolean(compute='_compute_has_touches')

    @api.depends('target_ids.kind')
    def _compute_has_touches(self):
        for policy in self:
            policy.has_touches = 'touches' in policy.target_ids.mapped('kind')


class LeadAssignment(models.Model):
    _inherit = 'lead.assignment'

    @api.depends('user_id', 'assigned_at')
    @api.depends_context('stint_names', 'lang', 'tz')
    def _compute_display_name(self):
        """Name stints by who had the lead from when on, where all are of one lead."""
        if not self.env.context.get('stint_names'):
            return super()._compute_display_name()
        for stint in self:
            began = format_datetime(self.env, stint.assigned_at, dt_format='short')
            stint.display_name = f"{stint.user_id.name}, {began}"
