import logging
from datetime import timedelta

from odoo import models

from ..engine import Decision
from .collisions import COLLISIONS

_logger = logging.getLogger(__name__)


class LeadPoolStep(models.Model):
    """How a step is taken."""

    _inherit = 'lead.pool.step'

    def _moment(self, lead):
        """Return when the step is due with a lead."""
        return lead.pooled_at + timedelta(minutes=self.after_minutes)

    def _take(self, leads):
        """Take the step with leads; one that raises is set aside, the others go on."""
        try:
            with self.env.cr.savepoint():
                getattr(self, f'_take_{self.action}')(leads)
        except COLLISIONS:
            raise
        except Exception as error:
            _logger.exception("Step %s of a pool failed", self.id)
            if len(leads) == 1:
                leads._set_failed(error)
            else:
                for lead in leads:
                    self._take(lead)

    def _take_announce(self, leads):
        self._log(leads, 'announce')
        leads._after_pooled('again')

    def _take_rule(self, leads):
        """Have the rule give out the leads whatever its filter says; what it cannot, stays."""
        rule = self.rule_id
        given = []
        if rule._is_running():
            lead_rules = dict.fromkeys(leads.ids, [rule.id])
            decisions = leads._decide(rule, lead_rules=lead_rules).decisions
            given = [decision for decision in decisions if decision.outcome == 'assign']
        self._give(leads, given)

    def _take_person(self, leads):
        """Give the leads to the person, whatever his limits; one who is gone gets none."""
        person = self.user_id
        given = [
            Decision(lead.id, 'assign', 'pool_person', user_id=person.id)
            for lead in leads
            if person.active and (not lead.company_id or lead.company_id in person.company_ids)
        ]
        self._give(leads, given)

    def _give(self, leads, decisions):
        """Carry out decisions about some of these leads, and log what became of all."""
        gone = leads.browse(decision.lead_id for decision in decisions)
        owners = {decision.lead_id: decision.user_id for decision in decisions}
        self._log(leads - gone, 'nobody')
        for user_id, given in gone.grouped(lambda lead: owners[lead.id]).items():
            self._log(given, self.action, user_id=user_id)
        assignments = gone._assign(decisions, 'escalation')
        self.env.flush_all()  # what PostgreSQL refuses is to be known before anybody is told
        assignments._notify_owners()

    def _log(self, leads, kind, **values):
        self.pool_id._log(leads, kind, step_id=self.id, **values)
