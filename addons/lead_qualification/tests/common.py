from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

SALESMAN = 'sales_team.group_sale_salesman'
MANAGER = 'sales_team.group_sale_manager'
MARKETER = 'lead_qualification.group_lead_marketer'


class LeadQualificationCase(TransactionCase):
    """Base case: one team, who is who in it, and a small BANT-like card of its own.

    team Inside Sales   leader (manager)
      |- rep_a, rep_b   salespeople, see their own and unassigned leads
    marketer            no sales rights
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, 'tracking_disable': True})
        cls.rep_a = new_test_user(cls.env, 'rep_a', SALESMAN, name="Rep A")
        cls.rep_b = new_test_user(cls.env, 'rep_b', SALESMAN, name="Rep B")
        cls.leader = new_test_user(cls.env, 'leader_x', MANAGER, name="Leader")
        cls.marketer = new_test_user(cls.env, 'marketer_x', MARKETER, name="Marketer")
        cls.team = cls.env['crm.team'].create(
            {
                'name': "Inside Sales",
                'use_leads': True,
                'user_id': cls.leader.id,
                'member_ids': [Command.link(cls.rep_a.id), Command.link(cls.rep_b.id)],
            }
        )
        # what a lead needs to be passed has tests of its own
        cls.env['res.company'].search([]).lead_handoff_gate = 'contact'
        cls.card = cls.env.ref('lead_qualification.lead_scorecard_bant')
        cls.lead = cls.make_leads(1)

    @classmethod
    def make_leads(cls, count, **vals):
        """Return ``count`` new unowned leads that can be contacted."""
        return cls.env['crm.lead'].create(
            [
                {
                    'name': f"Lead {number}",
                    'type': 'lead',
                    'email_from': f"customer{number}@example.com",
                    'team_id': cls.team.id,
                    'user_id': False,
                    **vals,
                }
                for number in range(count)
            ]
        )

    @classmethod
    def status(cls, meaning):
        return cls.env['lead.status']._by_meaning(meaning)

    @classmethod
    def reason(cls, meaning, **vals):
        """Return a new reason for a negative meaning."""
        return cls.env['lead.status.reason'].create({'name': "Because", 'meaning': meaning, **vals})

    @classmethod
    def assess(cls, lead, points, card=None):
        """Return a confirmed assessment: ``points`` per criterion, ``None`` where it is missing."""
        assessment = cls.env['lead.assessment'].create(
            {'lead_id': lead.id, 'scorecard_id': (card or cls.card).id}
        )
        for line, value in zip(assessment.line_ids, points, strict=True):
            answers = line.criterion_id.answer_ids
            line.answer_id = answers.filtered(lambda answer, value=value: answer.points == value)
        assessment.action_confirm()
        return assessment
