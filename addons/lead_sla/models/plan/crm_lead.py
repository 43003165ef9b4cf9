from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

ROLE_FIELDS = {
    'user_id',
    'team_id',
    'generated_by_id',
    'qualified_by_id',
    'passed_by_id',
    'closed_by_id',
}

# what sets plans off, ends them or moves their steps when it is written
PLAN_FIELDS = {*ROLE_FIELDS, 'stage_id', 'tag_ids', 'active'}

AT_ONCE = 500

STATUS_EVENTS = {'passed': 'passed', 'accepted': 'accepted', 'recycle': 'recycled'}


class CrmLead(models.Model):
    """What sets plans off on a lead, what ends them, and which leads lack a next step."""

    _inherit = 'crm.lead'

    plan_run_ids = fields.One2many('lead.plan.run', 'lead_id', "Follow-up Plans")
    plan_step_ids = fields.One2many('lead.plan.step', 'lead_id', "Follow-up Steps")
    offer_sent_at = fields.Datetime("Offer Sent On", readonly=True, copy=False)
    expects_offer = fields.Boolean(compute='_compute_expects_offer')
    follow_up_gap = fields.Selection(
        [('owner', "No owner"), ('next_step', "No next step")],
        "Missing",
        compute='_compute_follow_up_gap',
        search='_search_follow_up_gap',
        help="What an open lead needs to be followed up: a salesperson, and an activity.",
    )

    def _compute_expects_offer(self):
        """Tell whether there are follow-up plans, to which an offer matters."""
        self.expects_offer = bool(self.env['mail.activity.plan']._ids_by_event())

    def _before_plan_event(self, vals):
        """Return what the leads are like before a write, by what of it matters to plans."""
        before = {}
        if 'stage_id' in vals:
            before['no_offer'] = self.filtered(lambda lead: not lead.stage_id.is_offer)
        if 'tag_ids' in vals and self._knows_interests():
            before['tags'] = {lead: lead.tag_ids for lead in self}
        return before

    def _after_plan_event(self, vals, before):
        if 'stage_id' in vals:
            before['no_offer'].filtered('stage_id.is_offer')._mark_offer_sent()
        if old := before.get('tags'):
            for tags, leads in self.grouped(lambda lead: lead.tag_ids - old[lead]).items():
                leads._show_interest({'tags': tags})
        if 'active' in vals:
            self._running_plans()._stop_where_over()
        if ROLE_FIELDS & vals.keys():
            self._running_plans()._refresh_responsibles()

    @api.model
    def _knows_interests(self):
        return 'interest' in self.env['mail.activity.plan']._ids_by_event()

    def _launch_plans(self, event, occurrences, plans=None):
        """Launch the plans of an event; ``occurrences`` as for ``lead.plan.run._launch``."""
        if plans is None and not self.env['mail.activity.plan']._ids_by_event().get(event):
            return self.env['lead.plan.run']
        # sudo: whoever makes the event happen launches the plan, and may not write runs by hand
        runs = self.env['lead.plan.run'].sudo()
        return runs._launch(
            event, {lead.sudo(): key for lead, key in occurrences.items()}, plans=plans
        )

    def _running_plans(self):
        """Return the runs of these leads that go on."""
        # sudo: whatever happens to a lead ends its plans, whoever may read them
        runs = self.env['lead.plan.run'].sudo()
        if not (self and self.env['mail.activity.plan']._ids_by_event()):
            return runs
        return runs.search([('lead_id', 'in', self.ids), ('state', '=', 'running')])

    def _after_signals(self, signals):
        result = super()._after_signals(signals)
        if not self._knows_interests():
            return result
        # sudo: who reports a signal need not see all of the lead
        for signal_type, some in signals.sudo().grouped('type_id').items():
            some.lead_id._show_interest({'signal_type': signal_type, 'key': max(some.ids)})
        return result

    def _show_interest(self, interest):
        """Launch the targeted plans that are about these tags or this signal."""
        tags, signal_type = interest.get('tags'), interest.get('signal_type')
        for plan in self.env['mail.activity.plan']._of_event('interest'):
            if signal_type and signal_type in plan.lead_signal_type_ids:
                key = f"signal {interest['key']}"
            elif tags and not plan.lead_signal_type_ids and tags & plan.lead_tag_ids:
                key = f"tag {self.env.cr.now()}"
            else:
                continue
            self._launch_plans('interest', dict.fromkeys(self, key), plans=plan)

    def _mark_offer_sent(self):
        """Note that these customers have an offer now, and launch what follows it."""
        if self:
            now = self.env.cr.now()
            # sudo: when it happened is the system's to keep, whoever sent the offer
            self.sudo().with_context(mail_notrack=True).write({'offer_sent_at': now})
            self._launch_plans('offer_sent', dict.fromkeys(self, now))

    def action_offer_sent(self):
        """Note that the customer has got an offer; open steps that are there for it are done.

        :raises AccessError: when the user may not write the lead
        """
        self.check_access('write')
        self._give_offer()
        return True

    def _give_offer(self):
        """Note that these customers have got an offer: where a step is there for it, by that."""
        steps = self._finish_steps('offer')
        (self - steps.lead_id)._mark_offer_sent()

    def _finish_steps(self, action, feedback=False):
        """Mark the open steps with this purpose as done; return them."""
        # sudo: whoever does what a step is for has done it, whoever it was meant for
        steps = self.sudo().plan_step_ids._is_to(action)
        steps.activity_id.sudo(self.env.su).action_feedback(feedback=feedback)
        return steps

    def _why_not_launched(self, plan):
        """Return in words why a plan cannot be launched by hand on these leads, if so."""
        running = self._running_plans().filtered(lambda run: run.plan_id == plan).lead_id
        if running:
            return self.env._(
                "The plan %(plan)s is at work already on: %(leads)s.",
                plan=plan.name,
                leads=running.sudo(False)._enumerate_names(),
            )
        over = self.filtered(lambda lead: not plan._goes_on_for(lead))
        if over:
            return self.env._(
                "The plan %(plan)s has no place on leads that are closed, given up or not yet "
                "what it is for: %(leads)s.",
                plan=plan.name,
                leads=over._enumerate_names(),
            )
        return False

    def _launch_plan(self, plan):
        """Launch one plan on these leads, whatever its event.

        :raises UserError: when it runs already, or the lead is closed
        """
        self.check_access('write')
        if message := self._why_not_launched(plan):
            raise UserError(message)
        now = self.env.cr.now()
        runs = self._launch_plans('manual', dict.fromkeys(self, now), plans=plan.sudo())
        # of very many leads the cron, which is awake by now, gives out the rest
        runs[:AT_ONCE]._advance()
        return runs

    def _launch_captured(self):
        """Launch the plans for new leads."""
        self._launch_plans('captured', dict.fromkeys(self, 'once'))
        if self._knows_interests():
            self._show_interest({'tags': self.tag_ids})

    def _launch_assigned(self, assignments):
        """Launch the plans for leads that got an owner."""
        self._launch_plans(
            'assigned', {assignment.lead_id: assignment.id for assignment in assignments}
        )

    def _stop_plans_of_owner(self):
        """End the plans that end with the owner of these leads."""
        self._running_plans().filtered('plan_id.stops_with_owner')._stop('owner')

    def _follow_status_with_plans(self, changes):
        """End the plans that the new status ends, and launch those it asks for."""
        self._running_plans()._stop_where_over()
        if event := STATUS_EVENTS.get(changes[:1].meaning):
            # sudo: the log tells which move it was, also to somebody who may not read it
            self._launch_plans(event, {c.lead_id: c.id for c in changes.sudo()})

    def _merge_plans(self, tail):
        """Keep the steps taken on ``tail``, leads merged into this one, and end its plans."""
        tail._running_plans()._stop('merged')
        if runs := tail.plan_run_ids:
            runs.write({'lead_id': self.id})
            tail.plan_step_ids._move_to(self)
        if offered := list(filter(None, (self | tail).mapped('offer_sent_at'))):
            self.offer_sent_at = max(offered)

    @api.depends(
        'user_id',
        'activity_ids.active',
        'activity_ids.activity_type_id',
        'won_status',
        'active',
        'lead_status_id',
    )
    def _compute_follow_up_gap(self):
        self.follow_up_gap = False
        if not self._watches_gaps():
            return
        followed_up = self.filtered(lambda lead: lead._is_followed_up())
        followed_up.filtered(self._unowned_domain()).follow_up_gap = 'owner'
        question = self._question_type()
        for lead in followed_up.filtered('user_id'):
            # a question to the leader is no step towards the customer
            if not any(step.activity_type_id != question for step in lead.activity_ids):
                lead.follow_up_gap = 'next_step'

    @api.model
    def _watches_gaps(self):
        """Tell whether follow-up is set up at all; until then nothing is asked of a lead."""
        return bool(
            self.env['lead.sla.policy']._is_set_up()
            or self.env['mail.activity.plan']._ids_by_event()
        )

    @api.model
    def _search_follow_up_gap(self, operator, value):
        if operator != 'in':
            return NotImplemented
        if not self._watches_gaps():
            return Domain.TRUE if False in value else Domain.FALSE
        # what is done stays as an archived activity
        is_step = [('active', '=', True), ('activity_type_id', '!=', self._question_type().id)]
        has_next_step = Domain('activity_ids', 'any', is_step)
        gaps = {
            'owner': self._unowned_domain(),
            'next_step': Domain('user_id', '!=', False) & ~has_next_step,
        }
        found = self._open_domain() & Domain.OR(gaps[gap] for gap in value if gap in gaps)
        if False in value:
            found |= ~self._open_domain() | ~Domain.OR(gaps.values())
        return found

    @api.model
    def _unowned_domain(self):
        """Return which leads nobody answers for."""
        return Domain('user_id', '=', False)


class CrmStage(models.Model):
    _inherit = 'crm.stage'

    is_offer = fields.Boolean(
        "Offer Stage", help="A lead that comes to this stage has got an offer."
    )
