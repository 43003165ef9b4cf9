from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import frozendict
from odoo.tools.misc import clean_context

from ...engine.score import FACTORS
from ..scorecard.lead_scorecard import GRADES

LEVELS = [('high', "High"), ('medium', "Moderate"), ('low', "Low")]


class LeadScorePolicy(models.Model):
    """How a company weighs what it knows of a lead: weights, levels and the grid of grades."""

    _name = 'lead.score.policy'
    _inherit = ['lead.number.mixin', 'lead.shared.mixin']
    _description = "Lead Score Policy"
    _order = 'id'

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        'res.company', help="Leave empty to use it in all companies that have none of their own."
    )
    weight_fit = fields.Float("Fit", default=30, required=True)
    weight_interest = fields.Float("Interest", default=30, required=True)
    weight_answers = fields.Float("Answered Cards", default=30, required=True)
    weight_probability = fields.Float("Odoo's Probability", default=10, required=True)
    fit_high = fields.Float("High Fit From", default=75, required=True)
    fit_medium = fields.Float("Medium Fit From", default=50, required=True)
    fit_coverage = fields.Float(
        "Fit Needs Data For (%)",
        default=50,
        required=True,
        help="The fit is unknown until the lead's data answers so much of the profile.",
    )
    interest_high = fields.Float("High Interest From", default=60, required=True)
    interest_medium = fields.Float("Medium Interest From", default=25, required=True)
    # the grid: grade_<fit>_<interest>
    grade_high_high = fields.Selection(GRADES, default='a', required=True)
    grade_high_medium = fields.Selection(GRADES, default='a', required=True)
    grade_high_low = fields.Selection(GRADES, default='b', required=True)
    grade_high_unknown = fields.Selection(GRADES, default='a', required=True)
    grade_medium_high = fields.Selection(GRADES, default='a', required=True)
    grade_medium_medium = fields.Selection(GRADES, default='b', required=True)
    grade_medium_low = fields.Selection(GRADES, default='c', required=True)
    grade_medium_unknown = fields.Selection(GRADES, default='b', required=True)
    grade_low_high = fields.Selection(GRADES, default='c', required=True)
    grade_low_medium = fields.Selection(GRADES, default='d', required=True)
    grade_low_low = fields.Selection(GRADES, default='d', required=True)
    grade_low_unknown = fields.Selection(GRADES, default='d', required=True)
    grade_unknown_high = fields.Selection(GRADES, default='b', required=True)
    grade_unknown_medium = fields.Selection(GRADES, default='c', required=True)
    grade_unknown_low = fields.Selection(GRADES, default='d', required=True)

    _unique_company = models.UniqueIndex(
        "(COALESCE(company_id, 0))", "Each company has one score policy. Change the one it has."
    )
    _check_weights = models.Constraint(
        """CHECK(weight_fit >= 0 AND weight_interest >= 0 AND weight_answers >= 0
                 AND weight_probability >= 0
                 AND weight_fit + weight_interest + weight_answers > 0)""",
        "Weights are zero or more, and fit, interest or answered cards must weigh something.",
    )
    _check_levels = models.Constraint(
        """CHECK(100 >= fit_high AND fit_high > fit_medium AND fit_medium > 0
                 AND 100 >= interest_high AND interest_high > interest_medium
                 AND interest_medium > 0 AND fit_coverage >= 0 AND fit_coverage <= 100)""",
        "Levels must fall from high to medium and lie between 0 and 100, e.g. 75 and 50.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_last(self):
        if not self.search_count([('company_id', '=', False), ('id', 'not in', self.ids)], limit=1):
            raise UserError(
                self.env._("One score policy must remain for all companies. Change it instead.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        self.env.registry.clear_cache()
        self._rescore()
        return policies

    def write(self, vals):
        res = super().write(vals)
        self.env.registry.clear_cache()
        self._rescore()
        return res

    def unlink(self):
        res = super().unlink()
        self.env.registry.clear_cache()
        return res

    @api.model
    def _rescore(self):
        """Have all open leads scored anew, soon and in the background."""
        cron = self.env.ref('lead_qualification.ir_cron_refresh_scores', raise_if_not_found=False)
        if cron:  # not yet there while the module is being installed
            cron.sudo()._trigger()  # waking the cron gives away nothing

    @api.model
    @tools.ormcache()
    def _by_company(self):
        """Return ``{company id: values}`` of all policies; ``False`` stands for other companies.

        Every signal scores its lead by them.
        """
        # whose lead it is decides, not who looks at it
        policies = self.sudo().search([])
        by_company = {policy.company_id.id: policy for policy in policies}
        # a caller's defaults are not those of everybody
        plain = self.with_env(self.env(context=clean_context(self.env.context)))
        by_company.setdefault(False, plain.new({'name': "-"}))
        names = [
            name for name, field in self._fields.items() if field.type in ('float', 'selection')
        ]
        return frozendict(
            {
                company_id: frozendict({name: policy[name] for name in names})
                for company_id, policy in by_company.items()
            }
        )

    @api.model
    def _weights(self, values):
        return {factor: values[f'weight_{factor}'] for factor in FACTORS}

    @api.model
    def _grid_grade(self, values, fit, interest):
        """Return the grade of a cell; ``None`` when neither axis is known."""
        return None if fit == interest == 'unknown' else values[f'grade_{fit}_{interest}']
