from datetime import datetime, timedelta

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.ids import check_ids

EPOCH = datetime(1970, 1, 1)  # evaluated never, or before the data changed

# a transaction that is about to commit has committed by then
COMMITTED_WITHIN = timedelta(seconds=5)

# the cards in use, whatever the caller's context says of archived ones
EVALUATED = [('source', '=', 'evaluated'), ('active', '=', True)]


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    icp_evaluated_at = fields.Datetime(
        "Profile Evaluated On", default=EPOCH, readonly=True, copy=False
    )

    _icp_evaluated_idx = models.Index("(icp_evaluated_at) WHERE active IS TRUE")

    def action_assess(self, scorecard_id=None):
        """Open the discovery call: the draft of this user, or a new one.

        The draft is there from the start, so that each answer can be saved as it is given.

        :param int scorecard_id: the card to fill in; without it a draft begun earlier, or the
            first card that is meant for this lead
        """
        self.ensure_one()
        self.check_access('write')
        drafts = self.assessment_ids.filtered(
            lambda assessment: (
                assessment.state == 'draft'
                and assessment.user_id == self.env.user
                and assessment.scorecard_id.source == 'answered'
            )
        )
        wanted = drafts.filtered(lambda a: scorecard_id in (None, a.scorecard_id.id))[:1]
        (drafts - wanted)._discard_untouched()
        if not wanted:
            card = self._choose_scorecard(scorecard_id)
            wanted = wanted.create({'lead_id': self.id, 'scorecard_id': card.id})
        return wanted.action_open()

    def _choose_scorecard(self, scorecard_id=None):
        """Return the card to assess this lead with: the one wanted, or the first that can be used.

        :raises UserError: when there is none, saying what to do
        """
        cards = self._applicable_scorecards('answered')
        if scorecard_id:
            cards &= check_ids(cards.browse([scorecard_id]))
        if not cards:
            raise UserError(
                self.env._("No scorecard is meant for this lead. Sales administrators can add one.")
            )
        return cards.filtered('criterion_ids')[:1] or cards[:1]

    def _call_outcomes(self):
        """Return the statuses that this user may choose from at the end of a discovery call."""
        statuses = self.allowed_status_ids.filtered(lambda status: status.meaning != 'new')
        is_sales = self.env.user.has_group('sales_team.group_sale_salesman')
        offered = {'passed', 'accepted', 'qualified', 'recycle', 'unreachable', 'trash'}
        if self.lead_status_meaning in ('passed', 'accepted', 'qualified'):
            offered.discard('passed')
        if self.lead_status_meaning != 'passed' or self.user_id != self.env.user:
            offered.discard('accepted')
        if not is_sales:
            offered.discard('qualified')
        return statuses.filtered(lambda status: status.meaning in offered)

    def _applicable_scorecards(self, source):
        """Return the scorecards of a source (``answered``/``evaluated``) meant for this lead."""
        self.ensure_one()
        # in use, whatever the caller's context says of archived ones
        cards = self.env['lead.scorecard'].search([('source', '=', source), ('active', '=', True)])
        return cards.filtered(lambda card: card._applies_to(self))

    def _after_assessment(self, assessments):
        """Act on assessments just confirmed."""
        self._update_score()
        passed = assessments.filtered(
            lambda a: a.verdict == 'passed' and a.scorecard_id.source == 'answered'
        )
        for user, group in passed.grouped('user_id').items():
            unknown = group.lead_id.filtered(lambda lead: not lead.qualified_by_id)
            # sudo: whose work it was is for the system to say
            unknown.sudo().write({'qualified_by_id': user.id})

    def _counting_assessments(self):
        """Return the newest confirmed assessment per lead and scorecard."""
        confirmed = self.assessment_ids.filtered(lambda a: a.state == 'confirmed')
        newest = confirmed.browse()
        seen = set()
        for assessment in confirmed.sorted(lambda a: (a.confirmed_at, a.id), reverse=True):
            key = (assessment.lead_id.id, assessment.scorecard_id.id)
            if key not in seen:
                seen.add(key)
                newest |= assessment
        return newest

    def action_evaluate_scorecards(self):
        """Evaluate the leads' own data now."""
        leads = check_ids(self)
        leads.check_access('write')
        leads._evaluate_scorecards()
        return True

    def _mark_for_evaluation(self, vals):
        """Return these values with the mark that profiles must be evaluated anew, if they must.

        Only a mark, in the same statement: the job evaluates all marked leads together.
        """
        if self._profile_fields().isdisjoint(vals):
            return vals
        self._wake_evaluation()
        return {**vals, 'icp_evaluated_at': EPOCH}

    @api.model
    @tools.ormcache()
    def _profile_fields(self):
        """Return the names of the fields whose change may change an ideal customer profile."""
        cards = self.env['lead.scorecard'].sudo().search(EVALUATED)
        read = set()
        for card in cards:
            read = read.union(*(names for _domain, names in card._criterion_domains().values()))
            conditions = card._kept_domain(card.domain).iter_conditions()
            read |= {condition.field_expr.split('.')[0] for condition in conditions}
            read |= {'team_id'} if card.team_ids else set()
            read |= {'company_id'} if card.company_id else set()
        depends = self.pool.field_depends
        computed = [self._fields[name] for name in read if name in self._fields]
        return frozenset(read).union(
            path.split('.')[0] for field in computed for path in depends[field]
        )

    @api.model
    def _wake_evaluation(self):
        """Have the profiles evaluated once this transaction is committed."""
        precommit = self.env.cr.precommit
        if self._profile_fields() and not precommit.data.get('lead_qualification.evaluate'):
            precommit.data['lead_qualification.evaluate'] = True
            precommit.add(self.sudo()._trigger_evaluation)

    @api.model
    def _trigger_evaluation(self):
        """Wake the cron at the next full minute, once for all transactions until then.

        Waking it at once would cost each new lead a third of its time.
        """
        cron = self.env.ref(
            'lead_qualification.ir_cron_evaluate_scorecards', raise_if_not_found=False
        )
        soon = fields.Datetime.now() + COMMITTED_WITHIN
        moment = (soon + timedelta(minutes=1)).replace(second=0)
        pending = [('call_at', '>=', soon), ('call_at', '<=', moment)]
        # not yet there while the module is being installed
        if cron and not self.env['ir.cron.trigger'].search_count(
            [('cron_id', '=', cron.id), *pending], limit=1
        ):
            cron._trigger(moment)

    @api.model
    def _cron_evaluate_scorecards(self, batch_size=1000):
        """Evaluate leads whose data or profile has changed, and each night all open ones."""
        self._in_batches(
            self._due_for_evaluation(),
            'icp_evaluated_at, id',
            lambda leads: leads._evaluate_scorecards(),
            batch_size,
        )

    def _evaluate_due(self):
        """Evaluate those of these leads whose data or profile has changed.

        For whoever decides by grade or fit now, and cannot wait for the job.
        """
        if self._profile_fields():
            self.filtered_domain(self._due_for_evaluation())._evaluate_scorecards()

    @api.model
    def _due_for_evaluation(self):
        cards = self.env['lead.scorecard'].sudo().search(EVALUATED)
        reference = self._start_of_day(cards, cards.criterion_ids)
        return Domain([('won_status', '=', 'pending'), ('icp_evaluated_at', '<', reference)])

    def _evaluate_scorecards(self):
        """Fill in the cards that are evaluated from data; only what changed is written anew."""
        cards = self.env['lead.scorecard'].search(EVALUATED)
        made = self.env['lead.assessment']
        for card in cards.filtered('criterion_ids'):
            made |= made._evaluate(card, card._applies_to(self))
        if made:
            made.lead_id._after_assessment(made)
        self._stamp_evaluation()

    def _stamp_evaluation(self):
        # not through write: nobody has edited the lead, so its date and author stay
        self.flush_recordset(['icp_evaluated_at'])
        self.env.cr.execute(
            "UPDATE crm_lead SET icp_evaluated_at = %s WHERE id = ANY(%s)",
            (self.env.cr.now().replace(microsecond=0), self.ids),
        )
        self.invalidate_recordset(['icp_evaluated_at'], flush=False)
