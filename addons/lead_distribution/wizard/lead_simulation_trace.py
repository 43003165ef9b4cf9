from odoo import api, models
from odoo.tools import format_list

from ..tools.engine_words import in_words
from ..tools.sentences import exclusion_sentence, filter_label


class LeadSimulationTrace(models.AbstractModel):
    """How one lead was placed, step by step, put into words."""

    _name = 'lead.simulation.trace'
    _description = "Lead Simulation Trace"

    @api.model
    def _render(self, line, rules, rule_ids, steps, decision, misfits):
        """Return the trace as HTML.

        :param rules: the rules that were simulated
        :param rule_ids: ids of those that match the lead
        :param steps: ``engine.trace.Step`` objects, in order
        :param decision: the ``engine.Decision``
        :param misfits: ``{rule id: labels of the fields by which it does not match}``
        """
        rules = rules.sorted(lambda rule: (rule.sequence, rule.id))
        last = line._values(line.lead_id, decision)
        return self.env['ir.qweb']._render(
            'lead_distribution.lead_simulation_trace',
            {
                'sentence': line.new({**last, 'simulation_id': False})._sentence(),
                'is_outdated': any(
                    line[name].id != last[name] and (line[name].id or last[name])
                    for name in ('user_id', 'pool_id', 'rule_id')
                ),
                'rules': [
                    {
                        **self._rule(rule, rule_ids, steps, decision),
                        'misfits': format_list(self.env, misfits.get(rule.id, [])),
                    }
                    for rule in rules
                ],
            },
        )

    @api.model
    def _rule(self, rule, rule_ids, steps, decision):
        own = [step for step in steps if step.rule_id == rule.id and step.looks]
        is_last = decision.rule_id == rule.id
        reached = {step.rule_id for step in steps} | {decision.rule_id}
        places = [index for index, rule_id in enumerate(rule_ids) if rule_id in reached]
        is_reached = rule.id in reached or rule.id in rule_ids[: max(places, default=-1) + 1]
        return {
            'name': rule.name,
            'filter': rule._words_of_leads(),
            'is_matched': rule.id in rule_ids,
            'is_reached': is_reached,
            'is_last': is_last,
            'then': rule._words_of_fallback() if is_reached and not is_last else "",
            'steps': [self._step(rule, step, decision) for step in own],
        }

    @api.model
    def _step(self, rule, step, decision):
        places = {one.user_id: place for place, one in enumerate(step.order, start=1)}
        looks = sorted(
            step.looks, key=lambda look: places.get(look.candidate.user_id, len(places) + 1)
        )
        return {
            'title': self._title(rule, step),
            'is_ranked': bool(step.order),
            'people': [self._person(rule, look, places, decision) for look in looks],
        }

    @api.model
    def _title(self, rule, step):
        if step.kind == 'owner':
            return self.env._("Who knows the customer?")
        if step.kind == 'person':
            return self.env._("The person for leads that nobody else could take")
        if step.territory_id:
            territory = self.env['lead.territory'].sudo().browse(step.territory_id)
            return self.env._("Whose turn is it in the territory %s?", territory.name)
        method = rule._distribution_methods().get(rule.method)
        if method and method.question:
            return in_words(self.env, method.question)
        return self.env._("Whose turn is it?")

    @api.model
    def _person(self, rule, look, places, decision):
        candidate = look.candidate
        # whoever simulates may know all reps; only their names are told
        user = self.env['res.users'].sudo().browse(candidate.user_id)
        failed = next((key for key, passed in look.checks if not passed), None)
        exclusion = {'name': user.name, 'rule': rule.name, 'key': failed}
        return {
            'name': user.name,
            'tier': self.env['lead.distribution.tier'].sudo().browse(candidate.tier_id).name,
            'place': places.get(candidate.user_id, 0),
            'is_picked': decision.user_id == candidate.user_id and decision.rule_id == rule.id,
            'why_not': exclusion_sentence(self.env, exclusion) if failed else "",
            'checks': [(self._check_words(key, look), passed) for key, passed in look.checks],
            'open': look.load.open,
            'today': look.load.today,
            'week': look.load.week,
            'weight': candidate.weight,
            'given': round(look.deficit, 2),
            'turn': look.turn,
        }

    @api.model
    def _check_words(self, key, look):
        count, cap = {
            'daily_cap': (look.load.today, look.candidate.daily_cap),
            'weekly_cap': (look.load.week, look.candidate.weekly_cap),
            'open_cap': (look.load.open, look.candidate.open_cap),
        }.get(key, (0, 0))
        label = filter_label(self.env, key)
        return f"{label} ({count}/{cap})" if cap else label
