from odoo import fields, models

ACTIONS = [
    ('announce', "Announce it again"),
    ('open', "Open it to the next teams"),
    ('rule', "Give it out by a rule"),
    ('person', "Give it to one person"),
]


class LeadPoolStep(models.Model):
    """What happens with a lead of a pool that nobody has claimed after a time."""

    _name = 'lead.pool.step'
    _description = "Lead Pool Step"
    _order = 'after_minutes, sequence, id'
    _check_company_auto = True

    pool_id = fields.Many2one('lead.pool', required=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='pool_id.company_id')
    sequence = fields.Integer(default=10)
    after_minutes = fields.Integer("After (minutes)", required=True, default=30)
    action = fields.Selection(ACTIONS, required=True, default='announce')
    rule_id = fields.Many2one(
        'lead.distribution.rule',
        index='btree_not_null',
        check_company=True,
        ondelete='restrict',
        domain=[('method', '!=', 'pool')],
    )
    user_id = fields.Many2one(
        'res.users',
        "Person",
        check_company=True,
        ondelete='restrict',
        domain=[('share', '=', False)],
    )
