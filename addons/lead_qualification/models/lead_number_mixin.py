import math

from odoo import api, models
from odoo.exceptions import ValidationError


class LeadNumberMixin(models.AbstractModel):
    """Answers values that are no number with a sentence, whichever way they come in."""

    _name = 'lead.number.mixin'
    _description = "Lead Number Mixin"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_numbers(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_numbers(vals)
        return super().write(vals)

    def _check_numbers(self, vals):
        for name, value in vals.items():
            field = self._fields.get(name)
            kind = {'integer': int, 'float': float}.get(field and field.type)
            if kind and value and not self._is_number_of(value, kind):
                raise ValidationError(
                    self.env._(
                        "%(field)s must be a number, not %(value)s.",
                        field=field._description_string(self.env),
                        value=value,
                    )
                )

    @api.model
    def _is_number_of(self, value, kind):
        try:
            return math.isfinite(kind(value))
        except (TypeError, ValueError, OverflowError):
            return False
