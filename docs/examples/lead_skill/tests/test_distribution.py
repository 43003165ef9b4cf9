from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import LeadSkillCase


@tagged('post_install', '-at_install')
class TestSkillInDistribution(LeadSkillCase):
    def test_filter_gives_leads_to_who_has_the_skill_and_says_so(self):
        leads = self.give(2, lead_skill_id=self.skill.id)
        self.assertEqual(self.owners(leads), [self.rep_b, self.rep_b])
        self.assertEqual(
            leads[0].assignment_ids.exclusion_text,
            "Rep A lacks the skill that the lead needs (Everything)",
        )

    def test_rule_field_switches_the_filter_off(self):
        self.rule.needs_skill = False
        [engine_rule] = self.rule._engine_rules(self.env['res.users']).values()
        self.assertEqual(engine_rule.extra, {'needs_skill': False}, "methods find it there")
        leads = self.give(2, lead_skill_id=self.skill.id)
        self.assertEqual(self.owners(leads), [self.rep_a, self.rep_b])

    def test_lead_waits_until_somebody_learns_the_skill(self):
        lead = self.give(1, lead_skill_id=self.other_skill.id)
        self.assertEqual(lead.distribution_state, 'waiting')
        report = self.env['lead.waiting.report'].search([('lead_id', '=', lead.id)])
        self.assertEqual(set(report.mapped('reason')), {'skill'})
        reasons = dict(report._fields['reason']._description_selection(self.env))
        self.assertEqual(reasons['skill'], "Skill missing")
        self.rep_a.lead_skill_ids = self.other_skill
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_a)

    def test_backup_takes_the_turn_only_with_the_skill(self):
        self.rep_b.lead_presence = 'away'
        self.rep_b.lead_backup_id = self.rep_c
        lead = self.give(1, lead_skill_id=self.skill.id)
        self.assertFalse(lead.user_id)
        self.rep_c.lead_skill_ids = self.skill
        self.distribute()
        self.assertEqual(lead.user_id, self.rep_c)

    def test_method_spares_who_can_do_anything(self):
        self.rule.method = 'specialist'
        self.rep_a.lead_skill_ids = self.skill + self.other_skill
        leads = self.give(2, lead_skill_id=self.skill.id)
        self.assertEqual(self.owners(leads), [self.rep_b, self.rep_b])
        self.assertEqual(
            leads[0].assignment_ids.explanation,
            "Rep B was the first specialist in turn in the rule Everything.",
        )

    def test_method_has_words_on_the_rule_and_members_of_a_team(self):
        rule = self.make_rule(
            "By skill", method='specialist', member_source='team', team_id=self.team.id
        )
        self.assertEqual(rule.member_ids.user_id, self.rep_a + self.rep_b)
        self.assertIn("Specialists get them before all-rounders", rule.explanation)
        with Form(rule) as form:
            self.assertEqual(form.member_source, 'team')
            form.needs_skill = False

    def test_step_by_step_names_the_filter_and_the_method(self):
        self.rule.method = 'specialist'
        lead = self.make_leads(1, lead_skill_id=self.skill.id)
        action = lead.with_user(self.leader).action_explain_distribution()
        trace = self.env['lead.simulation.line'].browse(action['res_id']).trace
        self.assertIn("Who has the fewest other skills?", trace)
        self.assertIn("Has the skill", trace)
        self.assertIn("Rep A lacks the skill", trace)

    def test_claim_is_refused_in_the_words_of_the_filter(self):
        self.make_pool()
        lead = self.give(1, lead_skill_id=self.skill.id)
        with self.assertRaisesRegex(UserError, "This lead needs a skill you do not have"):
            lead.with_user(self.rep_a).action_claim()
        lead.with_user(self.rep_b).action_claim()
        self.assertEqual(lead.user_id, self.rep_b)
