from odoo.addons.lead_distribution.tests.common import LeadDistributionCase


class LeadSkillCase(LeadDistributionCase):
    """Base case: a skill that only Rep B has; the rule Everything gives to both in turn."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.skill = cls.env['lead.skill'].create({'name': "Solar"})
        cls.other_skill = cls.env['lead.skill'].create({'name': "Wind"})
        cls.rep_b.lead_skill_ids = cls.skill
