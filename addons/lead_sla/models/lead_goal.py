from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .lead_metric import PERIODS


class LeadGoal(models.Model):
    """What a salesperson, a team or a company is to reach in each period, by one metric."""

    _name = 'lead.goal'
    _inherit = 'lead.by.leader.mixin'
    _description = "Lead Target"
    _order = 'company_id, team_id, user_id, metric_id, period, date_from desc, id'
    _rec_name = 'metric_id'

    metric_id = fields.Many2one('lead.metric', required=True, index=True, ondelete='restrict')
    unit = fields.Char(related='metric_id.unit')
    company_id = fields.Many2one(
        'res.company', required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related='company_id.currency_id')
    team_id = fields.Many2one(
        'crm.team', "Sales Team", index='btree_not_null', check_company=True, ondelete='cascade'
    )
    user_id = fields.Many2one(
        'res.users',
        "Salesperson",
        index='btree_not_null',
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        ondelete='cascade',
        help="Empty: the target of the team, or of the company if there is no team either.",
    )
    period = fields.Selection(PERIODS, "Each", required=True, default='month')
    target = fields.Float(required=True, digits=0)
    date_from = fields.Date(
        "From", required=True, default=lambda self: fields.Date.context_today(self).replace(day=1)
    )
    date_to = fields.Date("To", help="Empty: until further notice.")

    _check_target = models.Constraint('CHECK(target > 0)', "A target must be greater than 0.")
    _check_dates = models.Constraint(
        'CHECK(date_from <= date_to)', "A target must start before it ends. Correct From or To."
    )
    # a range of one number stands for a record: ranges need no extension
    _one_a_day = models.Constraint(
        """EXCLUDE USING gist (
            int4range(metric_id, metric_id, '[]') WITH &&,
            int4range(company_id, company_id, '[]') WITH &&,
            int4range(COALESCE(team_id, 0), COALESCE(team_id, 0), '[]') WITH &&,
            int4range(COALESCE(user_id, 0), COALESCE(user_id, 0), '[]') WITH &&,
            int4range(ascii(period), ascii(period), '[]') WITH &&,
            daterange(date_from, date_to, '[]') WITH &&)""",
        "There is such a target on some of these days already. End that one the day before, or "
        "change it.",
    )

    @api.constrains('target', 'metric_id')
    def _check_target_of_rate(self):
        for goal in self:
            if goal.metric_id.unit == 'percent' and goal.target > 100:
                raise ValidationError(
                    self.env._(
                        "%(metric)s is a rate: its target cannot be more than 100 percent.",
                        metric=goal.metric_id.name,
                    )
                )

    @api.constrains('company_id', 'user_id')
    def _check_user_company(self):
        for goal in self:
            # sudo: in which companies a user may work is not everybody's to read
            if goal.user_id and goal.company_id not in goal.user_id.sudo().company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work in %(company)s. Choose another salesperson or "
                        "company.",
                        user=goal.user_id.name,
                        company=goal.company_id.name,
                    )
                )

    def write(self, vals):
        result = super().write(vals)
        # Odoo asks before only: nobody hands a target over to a team he does not lead
        self.check_access('write')
        return result

    @api.depends('metric_id', 'team_id', 'user_id')
    def _compute_display_name(self):
        for goal in self:
            whose = goal.user_id.name or goal.team_id.name or goal.company_id.name
            goal.display_name = " · ".join(filter(None, [goal.metric_id.name, whose]))
