from odoo import api, fields, models
from odoo.fields import Domain

from .sla_terms import OPEN, TICKING_STATES, TIME_BASES, UNITS

# what is worked out for an SLA before it is made
RECKONED = ('deadline', 'warn_at', 'next_event_at', 'counts_from', 'note')


class LeadSla(models.Model):
    """One SLA: what one salesperson owes one lead in one assignment, and until when."""

    _name = 'lead.sla'
    _inherit = ['lead.bound.mixin']
    _description = "SLA"
    _order = 'started_at desc, id desc'
    _rec_name = 'target_id'

    lead_id = fields.Many2one('crm.lead', required=True, index=True, ondelete='cascade')
    assignment_id = fields.Many2one(
        'lead.assignment', required=True, index=True, ondelete='cascade'
    )
    target_id = fields.Many2one('lead.sla.target', required=True, index=True, ondelete='restrict')
    policy_id = fields.Many2one(
        related='target_id.policy_id', store=True, precompute=True, index=True
    )
    kind = fields.Selection(related='target_id.kind', store=True, precompute=True)
    user_id = fields.Many2one('res.users', "Salesperson", required=True, index=True)
    team_id = fields.Many2one('crm.team', "Sales Team", index='btree_not_null')
    company_id = fields.Many2one('res.company', index='btree_not_null')
    source_touch_id = fields.Many2one(
        'lead.touch', "Customer's Message", index='btree_not_null', ondelete='set null'
    )
    started_at = fields.Datetime("Started", required=True)
    deadline = fields.Datetime(required=True)
    warn_at = fields.Datetime("Urgent From")
    next_event_at = fields.Datetime("Next Event", help="When the sweep looks at this SLA again.")
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
    logged_late = fields.Boolean(help="Done in time, but noted only after it had been missed.")
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
        help="The part of it that was working time, without pauses.",
    )
    # as promised when the SLA started, whatever becomes of the target
    amount = fields.Integer(
        "Within", compute='_compute_promise', store=True, precompute=True, readonly=False
    )
    unit = fields.Selection(
        UNITS, compute='_compute_promise', store=True, precompute=True, readonly=False
    )
    time_base = fields.Selection(
        TIME_BASES,
        "Counted In",
        compute='_compute_promise',
        store=True,
        precompute=True,
        readonly=False,
    )
    calendar_id = fields.Many2one(
        'resource.calendar',
        "Working Hours",
        ondelete='set null',
        help="The working hours the time is counted by; without them every hour counts.",
    )
    counts_from = fields.Datetime(help="The first working time from the start on.")
    paused_at = fields.Datetime("Paused Since")
    pauses = fields.Json(help="From when until when the SLA was paused.")
    paused_minutes = fields.Float(digits=(12, 1), help="How long the SLA has been paused.")
    paused_working_minutes = fields.Float(
        digits=(12, 1), help="The part of it that was working time."
    )
    note = fields.Char()
    activity_id = fields.Many2one('mail.activity', ondelete='set null')
    log_ids = fields.One2many('lead.sla.escalation.log', 'sla_id', "Escalation")
    error = fields.Text()
    summary = fields.Char("Policy in Words", related='policy_id.summary')
    paused_by = fields.Char(compute='_compute_paused_by', help="The status that pauses the SLA.")

    _unique_clock = models.UniqueIndex(
        '(assignment_id, target_id, COALESCE(source_touch_id, 0))',
        "An assignment has one SLA for each target and message of the customer.",
    )
    _due_idx = models.Index('(next_event_at, id) WHERE next_event_at IS NOT NULL')
    _calendar_idx = models.Index(
        "(calendar_id) WHERE calendar_id IS NOT NULL AND state IN ('running', 'paused')"
    )
    # what dashboards ask; a query that could join the lead is taken by PostgreSQL to ask lead_id
    _counted_idx = models.Index(
        "(deadline) INCLUDE (state, kind, lead_id, team_id, company_id) WHERE state != 'cancelled'"
    )

    @api.depends('target_id')
    def _compute_promise(self):
        for sla in self:
            for name in ('amount', 'unit', 'time_base'):
                sla[name] = sla.target_id[name]

    @api.depends('state', 'lead_id.lead_status_id')
    def _compute_paused_by(self):
        for sla in self:
            is_paused = sla.state == 'paused'
            sla.paused_by = is_paused and sla.lead_id.lead_status_id.display_name

    @api.model
    def _start(self, assignments):
        """Start the SLAs that the policies promise for these assignments."""
        leads = assignments.lead_id.filtered(lambda lead: lead._is_followed_up())
        targets = self.env['lead.sla.policy']._find_targets(leads)
        due = [
            (assignment, target)
            for assignment in assignments
            for target in targets.get(assignment.lead_id, ())
            if target._starts_with_assignment(assignment.lead_id)
        ]
        return self._start_all([self._prepare_sla(*pair) for pair in due])

    @api.model
    def _start_accepted(self, leads):
        """Start the SLAs that wait until a salesperson has accepted these leads."""
        assignments = leads._open_stints()
        if not assignments:  # a claim accepts before there is an assignment
            return self.browse()
        targets = self.env['lead.sla.policy']._find_targets(assignments.lead_id)
        started = {(sla.assignment_id, sla.target_id) for sla in assignments.sla_ids}
        return self._start_all(
            [
                self._prepare_sla(assignment, target, started_at=self.env.cr.now())
                for assignment in assignments
                for target in targets.get(assignment.lead_id, ())
                if target._starts_on_acceptance() and (assignment, target) not in started
            ]
        )

    @api.model
    def _start_next_response(self, touches):
        """Start the SLAs for the answers that customers wait for since these messages.

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
        assignments = (leads - waiting)._open_stints().grouped('lead_id')
        first = {touch.lead_id: touch for touch in touches.sorted('date', reverse=True)}
        slas = self._start_all(
            [
                self._prepare_sla(
                    assignment,
                    target,
                    source_touch_id=first[lead].id,
                    started_at=max(first[lead].date, assignment.assigned_at),
                )
                for lead, assignment in assignments.items()
                for target in targets.get(lead, ())
                if target.kind == 'next_response'
            ]
        )
        slas._settle()  # a message fetched late may have been answered already
        return slas

    @api.model
    def _start_all(self, vals_list):
        """Start SLAs in bulk, each made with its deadline and activity at once."""
        if not vals_list:
            return self.browse()
        drafts = self.concat(*(self.new(vals) for vals in vals_list))
        drafts._reckon()
        drafts._schedule_activities()
        slas = self.create(
            [
                {
                    **vals,
                    **{name: draft[name] for name in RECKONED},
                    'calendar_id': draft.calendar_id.id,
                    'activity_id': draft.activity_id.id,
                }
                for vals, draft in zip(vals_list, drafts, strict=True)
            ]
        )
        slas._pause_where_told()
        slas._tell_stand_ins()
        slas._wake_sweep()
        return slas

    def _prepare_sla(self, assignment, target, **values):
        lead, user = assignment.lead_id, assignment.user_id
        started_at = values.get('started_at') or assignment.assigned_at
        return {
            'lead_id': lead.id,
            'assignment_id': assignment.id,
            'target_id': target.id,
            'user_id': user.id,
            'team_id': lead.team_id.id,
            'company_id': (lead.company_id or user.company_id).id,
            'system_minutes': assignment.latency_minutes,
            'state': 'running',
            'started_at': started_at,
            **values,
        }

    def _is_open(self):
        """Tell whether what this SLA waits for can still happen, in time or late."""
        self.ensure_one()
        return self.state in TICKING_STATES or (self.state == 'missed' and not self.met_at)

    def _is_answerable(self):
        """Tell whether the salesperson of this SLA still holds the lead and owes an answer."""
        return (
            self._is_open()
            and self.state != 'paused'
            and not self.assignment_id.released_at
            and self.lead_id.user_id == self.user_id
        )

    def _holds_lead(self):
        """Tell whether the salesperson of this SLA still holds the lead."""
        self.ensure_one()
        is_open = self.lead_id._is_followed_up() and not self.assignment_id.released_at
        return is_open and self.lead_id.user_id == self.user_id

    def _cancel(self):
        """Stop what these SLAs still wait for; what has been missed stays missed."""
        ticking = self.filtered(lambda sla: sla.state in TICKING_STATES)
        paused = ticking.filtered('paused_at')
        paused._add_pause(dict.fromkeys(paused, self.env.cr.now()))
        ticking.state = 'cancelled'
        self.filtered('next_event_at').next_event_at = False
        self.activity_id.filtered('active').unlink()
