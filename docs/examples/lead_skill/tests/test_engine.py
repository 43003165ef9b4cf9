from odoo.addons.lead_distribution.engine import Candidate, Filter, Lead, Rule, distribute
from odoo.tests import BaseCase, tagged

from ..models.lead_distribution_rule import has_skill


@tagged('post_install', '-at_install')
class TestSkillInTheEngine(BaseCase):
    """The engine is plain Python: a filter is tested without a database."""

    def place(self, skill_id, needs_skill=True):
        reps = tuple(
            Candidate(
                key,
                key,
                extra={'skill_ids': frozenset(skills)},
                rule_extra={'needs_skill': needs_skill},
            )
            for key, skills in ((1, ()), (2, (7,)))
        )
        [decision] = distribute(
            [Lead(1, (1,), extra={'skill_id': skill_id})],
            {1: Rule(1, candidates=reps)},
            filters={'skill': Filter(has_skill)},
        ).decisions
        return decision

    def test_who_has_the_skill_gets_the_lead(self):
        decision = self.place(7)
        self.assertEqual(decision.user_id, 2)
        self.assertEqual([one.key for one in decision.exclusions], ['skill'])

    def test_nobody_has_the_skill(self):
        self.assertEqual(self.place(8).outcome, 'wait')

    def test_a_lead_that_needs_none_and_a_rule_that_does_not_mind(self):
        self.assertEqual(self.place(False).user_id, 1)
        self.assertEqual(self.place(7, needs_skill=False).user_id, 1)
