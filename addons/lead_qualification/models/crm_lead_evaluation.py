from datetime import datetime, timedelta

from odoo import api, fields, models, tools
from odoo.fields import Domain

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
        read = {name for criterion in cards.criterion_ids for name in criterion._data_fields()}
        for card in cards:
            conditions = card._parse_domain(card.domain).iter_conditions()
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
