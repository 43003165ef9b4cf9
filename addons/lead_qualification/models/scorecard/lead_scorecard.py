import ast
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

GRADES = [('a', "A"), ('b', "B"), ('c', "C"), ('d', "D")]

_logger = logging.getLogger(__name__)


class LeadScorecard(models.Model):
    """A way to judge leads: BANT, an ideal customer profile, or a company's own card.

    Whatever changes a profile changes which data of a lead matters, and calls for a new look.
    """

    _name = 'lead.scorecard'
    _inherit = ['lead.number.mixin', 'lead.shared.mixin']
    _description = "Lead Scorecard"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(
        default=True, help="Only active cards are offered on the discovery call."
    )
    description = fields.Text(translate=True)
    company_id = fields.Many2one(
        'res.company', help="Leave empty to use the card in all companies."
    )
    team_ids = fields.Many2many('crm.team', string="Sales Teams", help="Leave empty for all teams.")
    domain = fields.Char("Leads", default='[]', required=True, help="Which leads the card is for.")
    criterion_ids = fields.One2many('lead.scorecard.criterion', 'scorecard_id', copy=True)
    source = fields.Selection(
        [
            ('answered', "Answered on the discovery call"),
            ('evaluated', "Evaluated from the lead's data"),
        ],
        required=True,
        default='answered',
    )
    pass_rule = fields.Selection(
        [('all_required', "All required criteria are met"), ('minimum_score', "Minimum score")],
        required=True,
        default='all_required',
    )
    minimum_score = fields.Float(default=60, help="In percent of the points that can be had.")
    grade_a = fields.Float("Grade A from", default=75)
    grade_b = fields.Float("Grade B from", default=50)
    grade_c = fields.Float("Grade C from", default=25)

    _check_minimum_score = models.Constraint(
        'CHECK(minimum_score >= 0 AND minimum_score <= 100)',
        "The minimum score must lie between 0 and 100 percent.",
    )
    _check_grades = models.Constraint(
        'CHECK(100 >= grade_a AND grade_a > grade_b AND grade_b > grade_c AND grade_c > 0)',
        "Grade thresholds must fall from A to C and lie between 0 and 100, e.g. 75, 50, 25.",
    )

    @api.constrains('domain')
    def _check_domain(self):
        for card in self:
            card._parse_domain(card.domain)

    @api.constrains('active', 'source', 'criterion_ids')
    def _check_criteria(self):
        """Check the questions of the cards in use: whoever edits a card saves it as a whole."""
        for card in self.filtered('active'):
            # data files write a card before its criteria
            if not card.criterion_ids and not self.env.context.get('install_mode'):
                raise ValidationError(
                    self.env._(
                        "Give the scorecard %s at least one criterion, "
                        "or archive it until it has some.",
                        card.name,
                    )
                )
            card.criterion_ids._check_answers()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # an assessment counts, also of a lead this user may not see
        domain = [('scorecard_id', 'in', self.ids)]
        if used := self.env['lead.assessment'].sudo().search(domain, limit=1).scorecard_id:
            raise UserError(
                self.env._(
                    "Leads have been assessed with %s. Archive it instead: "
                    "nobody is offered it any more, and its assessments stay.",
                    used.name,
                )
            )

    def _check_usable(self):
        """Refuse a card that nobody could fill in.

        :raises UserError: naming what the card lacks
        """
        for card in self:
            if not card.criterion_ids:
                raise UserError(
                    self.env._(
                        "The scorecard %s has no criteria yet. A sales administrator can add them.",
                        card.name,
                    )
                )
            card.criterion_ids._check_answers()

    @api.model
    def _parse_domain(self, text):
        """Return the ``Domain`` on leads that ``text`` holds.

        :raises ValidationError: naming what is wrong, when it is no domain on crm.lead
        """
        try:
            domain = Domain(ast.literal_eval(text or '[]'))
            domain.validate(self.env['crm.lead'])
        except (ValueError, SyntaxError, TypeError) as error:
            raise ValidationError(
                self.env._(
                    "The lead filter %(domain)s cannot be used: %(error)s. "
                    "Correct it in the filter editor.",
                    domain=text,
                    error=error,
                )
            ) from error
        return domain

    @api.model
    def _kept_domain(self, text):
        """Return the ``Domain`` of a card in use: nothing, where it reads a field that is gone.

        Who uninstalls an app must not stop all who create leads.
        """
        try:
            return self._parse_domain(text)
        except ValidationError:
            _logger.warning("The lead filter %s of a scorecard cannot be used", text)
            return Domain.FALSE

    def _criterion_domains(self):
        """Return ``{criterion: (Domain, names of the lead's fields that it reads)}``."""
        domains = {
            criterion: self._kept_domain(criterion.domain) for criterion in self.criterion_ids
        }
        return {
            criterion: (domain, {c.field_expr.split('.')[0] for c in domain.iter_conditions()})
            for criterion, domain in domains.items()
        }

    def _applies_to(self, leads):
        """Return those of ``leads`` this card is for."""
        self.ensure_one()
        leads = leads.filtered_domain(self._kept_domain(self.domain))
        if self.team_ids:
            leads = leads.filtered(lambda lead: lead.team_id in self.team_ids)
        if self.company_id:
            leads = leads.filtered(
                lambda lead: not lead.company_id or lead.company_id == self.company_id
            )
        return leads

    def _grade(self, score):
        """Return the grade (``'a'`` to ``'d'``) of a score in percent."""
        self.ensure_one()
        for grade, threshold in (('a', self.grade_a), ('b', self.grade_b), ('c', self.grade_c)):
            if score >= threshold:
                return grade
        return 'd'

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if 'name' not in (default or {}):
            for card, vals in zip(self, vals_list, strict=True):
                vals['name'] = self.env._("%s (copy)", card.name)
        return vals_list

    @api.model_create_multi
    def create(self, vals_list):
        cards = super().create(vals_list)
        cards._profiles_changed()
        return cards

    def write(self, vals):
        res = super().write(vals)
        self._profiles_changed()
        return res

    def unlink(self):
        res = super().unlink()
        self._profiles_changed()
        return res

    @api.model
    def _profiles_changed(self):
        self.env.registry.clear_cache()
        self.env['crm.lead']._wake_evaluation()
