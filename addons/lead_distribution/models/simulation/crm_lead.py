from dataclasses import dataclass
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import get_lang

from ...engine import ABSENCES, Replay, TracedReplay, from_zero, run, trace, without_today
from ...tools.batches import read_only


@dataclass(frozen=True, slots=True)
class Terms:
    """What a simulation takes for granted."""

    by_day: bool = False
    from_zero: bool = False
    everybody: bool = False


class CrmLead(models.Model):
    """What the engine would do with leads, without doing it."""

    _inherit = 'crm.lead'

    def action_explain_distribution(self):
        """Show who would get this lead if it were distributed now, and why.

        :raises AccessError: for everybody but sales administrators
        """
        self.ensure_one()
        rules = self.env['lead.distribution.rule']
        rules._check_may_simulate()
        self.check_access('read')
        if not self.env['lead.simulation']._default_rule_ids():
            raise UserError(
                self.env._("There is no active rule to distribute this lead by. Make one first.")
            )
        simulation = self.env['lead.simulation'].create(
            {
                'domain': [('id', '=', self.id)],
                'timing': 'now',
                'counters': 'now',
                'availability': 'now',
            }
        )
        simulation.action_run()
        return simulation.line_ids._action_open_trace()

    def _simulate(self, rules, terms):
        """Return the engine's Result for these leads, as if nobody had had them yet.

        It reads what a run reads, by the same code, and the database refuses it every write.

        :param rules: the rules in force, in any order, archived ones too
        :param Terms terms: what is taken for granted
        """
        with read_only(self.env):
            leads, engine_rules, start = self._simulation_input(rules, terms)
            return run(leads, engine_rules, Replay(**start))

    def _simulate_one(self, lead, rules, terms):
        """Return how one of these leads would be placed: its rules, steps and decision.

        The last one returned says, for each rule that does not match, by which fields.
        """
        with read_only(self.env):
            leads, engine_rules, start = self._simulation_input(rules, terms)
            steps, decision = trace(leads, engine_rules, TracedReplay(lead.id, **start))
            [rule_ids] = [one.rule_ids for one in leads if one.id == lead.id]
            # a filter may ask for what its reader may not read; only names of fields are told
            others = rules.sudo().filtered(lambda rule: rule.id not in rule_ids)
            misfits = {rule.id: rule._misfits(lead.sudo()) for rule in others}
            return rule_ids, steps, decision, misfits

    def _simulation_input(self, rules, terms):
        """Return leads, rules and the start of the counters for the engine."""
        # the run is the system's; whoever simulates has been checked, and chose among what he
        # may read
        leads = self.sudo().with_context(leads_not_given=tuple(self.ids))
        rules = rules.sudo().with_context(leads_not_given=tuple(self.ids))
        rules = rules.sorted(lambda rule: (rule.sequence, rule.id))
        lead_rules = leads._match_as_they_came(rules)
        failed = {} if terms.by_day else leads.env['lead.assignment']._failed_user_ids(leads)
        shared = leads._shared_keys(rules)
        owners = leads._known_owners(rules, shared)
        start = leads._engine_input(rules, lead_rules, failed, owners, shared, among=rules)
        engine_leads, engine_rules = start.pop('leads'), start.pop('rules')
        if terms.from_zero:
            engine_rules = from_zero(engine_rules)
        if terms.by_day:
            engine_rules = without_today(engine_rules)
            start['days'] = self._days()
            # leads that were imported need not have the numbers of their days
            engine_leads.sort(key=lambda lead: (start['days'][lead.id], lead.id))
        start['ignored'] = (*ABSENCES, 'has_hours') if terms.everybody else ()
        return engine_leads, engine_rules, start

    def _match_as_they_came(self, rules):
        """Match leads that wait as they are, and all others as if just passed to sales."""
        waiting = self.filtered(lambda lead: lead._is_distributable())
        # leads that were lost since are archived by now
        others = (self - waiting).with_context(active_test=False)
        return rules._match_in_trial(waiting) | rules._match_in_trial(others, as_passed=True)

    def _days(self):
        """Return ``{lead id: (the day it came in, the first day of that week)}``."""
        first = int(get_lang(self.env).week_start)
        days = {}
        for lead in self:
            day = fields.Datetime.context_timestamp(self, lead.create_date).date()
            days[lead.id] = (day, day - timedelta(days=(day.isoweekday() - first) % 7))
        return days

    @api.model
    def _simulation_names(self, decisions):
        """Return ``{exclusions: their JSON}`` of these decisions."""
        # names of reps and rules, as in the log of real assignments
        return self.sudo()._names_of_excluded(decisions)
