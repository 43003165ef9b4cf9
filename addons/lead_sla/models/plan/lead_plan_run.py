import logging
from datetime import datetime, time, timedelta

from psycopg2 import OperationalError
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.addons.lead_distribution.tools.batches import lock_with_leads, run_batches
from odoo.exceptions import AccessError, ConcurrencyError
from odoo.fields import Domain

from .mail_activity_plan import EVENTS

_logger = logging.getLogger(__name__)


class LeadPlanRun(models.Model):
    """One plan at work on one lead, from what launched it to its end.

    Greetings come some days before the customer's occasion, once a year, whichever sale it was.
    """

    _name = 'lead.plan.run'
    _inherit = ['lead.bound.mixin']
    _description = "Follow-up Plan of a Lead"
    _order = 'started_at desc, id desc'
    _rec_name = 'plan_id'

    lead_id = fields.Many2one('crm.lead', required=True, index=True, ondelete='cascade')
    plan_id = fields.Many2one('mail.activity.plan', required=True, index=True, ondelete='restrict')
    event = fields.Selection(EVENTS, "Launched When", required=True)
    occurrence = fields.Char(required=True, help="Which time this event happened to the lead.")
    started_at = fields.Datetime("Launched On", required=True)
    round_number = fields.Integer("Round", default=1)
    round_at = fields.Datetime("Round Began", required=True)
    state = fields.Selection(
        [('running', "Running"), ('done', "Done"), ('stopped', "Stopped")],
        default='running',
        required=True,
    )
    stop_reason = fields.Selection(
        [
            ('verdict', "The lead has a verdict"),
            ('owner', "Another salesperson"),
            ('by_hand', "By hand"),
            ('merged', "Merged"),
            ('plan', "The plan was switched off"),
            ('unhappy', "The customer is dissatisfied"),
        ],
        "Stopped Because",
    )
    next_at = fields.Datetime("Next Look", help="When the plan looks at this lead again.")
    error = fields.Text()
    step_ids = fields.One2many('lead.plan.step', 'run_id', "Steps")

    # an event launches a plan once, whichever server saw it, and however often
    _once_per_event = models.UniqueIndex(
        '(lead_id, plan_id, event, occurrence)', "An event launches a plan once on a lead."
    )
    _one_running = models.UniqueIndex(
        "(lead_id, plan_id) WHERE state = 'running'", "This plan is at work on the lead already."
    )
    _due_idx = models.Index('(next_at) WHERE next_at IS NOT NULL')

    @api.model
    def _launch(self, event, occurrences, plans=None):
        """Launch the plans of an event; the cron takes the steps.

        :param occurrences: ``{lead: key}``, which time the event happened to it; the same time
            never launches a plan again
        :param plans: which plans instead of all those of the event
        :returns: the runs that are new
        """
        leads = self.env['crm.lead'].union(*occurrences)
        plans = self.env['mail.activity.plan']._of_event(event) if plans is None else plans
        now = self.env.cr.now()
        vals_list = [
            {
                'lead_id': lead.id,
                'plan_id': plan.id,
                'event': event,
                'occurrence': f"{lead.id} {occurrences[lead]}",
                'started_at': now,
                'round_at': now,
                'next_at': now,
            }
            for plan in plans
            for lead in plan._applies_to(leads)
        ]
        return self._create_new(vals_list)

    @api.model
    def _create_new(self, vals_list):
        """Create those of these runs that are new and not at work already, and wake the cron.

        :raises ConcurrencyError: when another transaction does so as well; it is tried again then
        """
        if not vals_list:
            return self.browse()
        leads = {vals['lead_id'] for vals in vals_list}
        plans = {vals['plan_id'] for vals in vals_list}
        known = self.search_fetch(
            [('lead_id', 'in', list(leads)), ('plan_id', 'in', list(plans))],
            ['lead_id', 'plan_id', 'event', 'occurrence', 'state'],
        )
        running = {(run.lead_id.id, run.plan_id.id) for run in known if run.state == 'running'}
        launched = {(run.plan_id.id, run.event, run.occurrence) for run in known}
        fresh = [
            vals
            for vals in vals_list
            if (vals['lead_id'], vals['plan_id']) not in running
            and (vals['plan_id'], vals['event'], vals['occurrence']) not in launched
        ]
        try:
            runs = self.create(fresh)
        except UniqueViolation as error:
            raise ConcurrencyError(str(error)) from error
        if runs:
            runs.lead_id.invalidate_recordset(['plan_run_ids', 'plan_step_ids'], flush=False)
            self._wake(self.env.cr.now())
        return runs

    @api.model
    def _wake(self, moment):
        # sudo: waking the cron gives away nothing
        self.env.ref('lead_sla.ir_cron_follow_plans').sudo()._trigger(moment)

    def _open_steps(self):
        """Return the steps of these runs that somebody still has to do."""
        domain = [('run_id', 'in', self.ids), ('state', '=', 'open')]
        return self.env['lead.plan.step'].search(domain)

    def _stop(self, reason):
        """End these runs, and take what is open off the lists of those who were to do it."""
        if not self:
            return
        steps = self._open_steps()
        steps._close('stopped')
        self.write({'state': 'stopped', 'stop_reason': reason, 'next_at': False})
        steps.activity_id.filtered('active').unlink()

    def _stop_where_over(self):
        """Stop the runs whose plan has nothing more to do with its lead; return the others."""
        over = self.filtered(lambda run: not run.plan_id._goes_on_for(run.lead_id))
        over._stop('verdict')
        return self - over

    def action_stop(self):
        """Stop plans by hand; whoever may write the lead may.

        :raises AccessError: when the user may not write the lead
        """
        self.check_access('read')
        # sudo: to find the lead; whether it may be written is asked right away
        self.sudo().lead_id.sudo(False).check_access('write')
        # sudo: nobody writes runs by hand, and this only ends them
        self.sudo().filtered(lambda run: run.state == 'running')._stop('by_hand')

    @api.model
    def _cron_follow_plans(self, batch_size=500):
        """Take the steps that are due, and wake again for the next ones."""
        now = self.env.cr.now()
        due = Domain('next_at', '<=', now)

        def work(runs):
            runs = lock_with_leads(runs, due)
            runs._advance_isolated()
            return runs

        cron = self.env.ref('lead_sla.ir_cron_follow_plans')
        run_batches(cron, self, due, 'next_at, id', work, batch_size)
        if later := self.search([('next_at', '>', now)], order='next_at', limit=1):
            self._wake(later.next_at)

    def _advance_isolated(self):
        """Advance these runs; one that raises is set aside and does not stop the others."""
        if not self:
            return
        try:
            with self.env.cr.savepoint():
                self._advance()
        except OperationalError:
            raise
        except Exception as error:
            self.env.invalidate_all(flush=False)
            if len(self) > 1:
                half = len(self) // 2
                self[:half]._advance_isolated()
                self[half:]._advance_isolated()
                return
            _logger.exception("The plan of run %s could not go on", self.id)
            self.write({'error': str(error), 'next_at': False})

    def action_retry(self):
        """Let plans that were set aside go on.

        :raises AccessError: unless a sales administrator asks
        """
        if not self.env.user.has_group('sales_team.group_sale_manager'):
            raise AccessError(self.env._("Only a sales administrator can let a plan go on."))
        self.check_access('read')
        # sudo: nobody may write runs by hand, and this only has the cron look at them again
        runs = self.sudo().filtered('error')
        runs.write({'error': False, 'next_at': self.env.cr.now()})
        self._wake(self.env.cr.now())

    def _greetings(self, steps):
        return self.browse().union(
            *(run for run, step in steps.items() if step.delay_from == 'occasion')
        )

    def _wait_for_occasions(self, steps):
        """Have these runs sleep until the step's days before the occasion; return them."""
        now, early = self.env.cr.now(), self.browse()
        greetings = self._greetings(steps)
        bases = self._find_bases({run: steps[run] for run in greetings}) if greetings else {}
        for run in greetings:
            due = run.lead_id.partner_id._next_occasion(bases[run])
            begin = due and due - timedelta(days=steps[run].delay_count)
            if begin and begin > now:
                run.next_at = begin
                self._wake(begin)
                early += run
        return early

    @api.model
    def _ask_again(self, partners):
        """Have the runs that rest until an occasion of these contacts ask anew when it is."""
        resting = self.search(
            [
                ('state', '=', 'running'),
                ('next_at', '!=', False),
                ('lead_id.partner_id', 'in', partners.ids),
                ('plan_id.template_ids.delay_from', '=', 'occasion'),
            ]
        )
        waiting = self._greetings(resting._next_steps())
        if waiting:
            now = self.env.cr.now()
            waiting.next_at = now
            waiting.filtered(lambda run: run.round_at > now).round_at = now
            self._wake(now)

    def _greeted(self, dues):
        """Return the runs whose customer somebody greets on that day already."""
        if not dues:
            return self.browse()
        days = {due.date() for due in dues.values()}
        steps = self.env['lead.plan.step'].search(
            [
                ('template_id.delay_from', '=', 'occasion'),
                ('lead_id.partner_id', 'in', self.browse().union(*dues).lead_id.partner_id.ids),
                ('state', 'in', ('open', 'done', 'sent')),
                ('due_at', '>=', datetime.combine(min(days), time.min)),
                ('due_at', '<=', datetime.combine(max(days), time.max)),
            ]
        )
        known = {(step.lead_id.partner_id, step.due_at.date()) for step in steps}
        greeted = self.browse()
        for run, due in dues.items():
            key = (run.lead_id.partner_id, due.date())
            if key in known:
                greeted += run
            known.add(key)
        return greeted
