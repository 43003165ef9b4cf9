from odoo.tests import new_test_user


class ResellerMixin:
    """Who resells for us.

    reseller            a portal user of the company Delta Resale, whose salesperson is Rep C
    colleague           another contact of Delta Resale
    """

    @classmethod
    def make_resellers(cls):
        """Set up the resellers of the tests."""
        grade = cls.env['res.partner.grade'].create({'name': "Gold"})
        cls.delta = cls.env['res.partner'].create(
            {
                'name': "Delta Resale",
                'is_company': True,
                'email': 'delta@example.com',
                'grade_id': grade.id,
                'user_id': cls.rep_c.id,
            }
        )
        cls.reseller = new_test_user(cls.env, 'delta_portal', 'base.group_portal')
        cls.reseller.partner_id.parent_id = cls.delta
        cls.stranger = new_test_user(cls.env, 'other_portal', 'base.group_portal')

    def forward(self, leads, partner=None):
        """Forward leads to a reseller as the action menu does."""
        partner = partner or self.delta
        model = self.env['crm.lead.forward.to.partner'].with_user(self.leader)
        wizard = model.with_context(active_ids=leads.ids).create(
            {'forward_type': 'single', 'partner_id': partner.id}
        )
        wizard.action_forward()
