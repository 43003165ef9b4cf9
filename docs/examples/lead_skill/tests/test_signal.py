from odoo.tests import tagged

from .common import LeadSkillCase


@tagged('post_install', '-at_install')
class TestSkillSignal(LeadSkillCase):
    def test_a_skill_that_is_named_is_a_signal_once(self):
        [lead] = self.make_leads(1)
        self.assertFalse(lead.signal_ids)
        lead.with_user(self.rep_a).lead_skill_id = self.skill
        lead.lead_skill_id = False
        lead.lead_skill_id = self.skill
        self.assertEqual(lead.signal_ids.type_id.kind, 'skill_named')
        self.assertEqual(lead.signal_ids.mapped('points'), [15])

    def test_archived_signal_type_records_nothing(self):
        self.env.ref('lead_skill.lead_signal_type_skill_named').active = False
        [lead] = self.make_leads(1, lead_skill_id=self.skill.id)
        self.assertFalse(lead.signal_ids)
