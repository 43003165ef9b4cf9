from odoo import api, fields, models
from odoo.exceptions import ValidationError

GRADE_CAPS = {'a': 'open_cap_a', 'b': 'open_cap_b', 'c': 'open_cap_c', 'd': 'open_cap_d'}

CAPS = ('daily_cap', 'weekly_cap', 'open_cap', *GRADE_CAPS.values())


class LeadLimitMixin(models.AbstractModel):
    """How many leads somebody may get in a day and a week, and hold at a time."""

    _name = 'lead.limit.mixin'
    _description = "Lead Limits"

    daily_cap = fields.Integer(
        "Leads a Day", help="The most leads from midnight to midnight, empty for no limit."
    )
    weekly_cap = fields.Integer(
        "Leads a Week", help="The most leads in a calendar week, empty for no limit."
    )
    open_cap = fields.Integer(
        "Open Leads",
        help="The most leads at a time that are neither won, lost nor archived, "
        "empty for no limit.",
    )
    open_cap_a = fields.Integer(
        "Open A", help="The most open leads of grade A at a time, empty for no limit."
    )
    open_cap_b = fields.Integer(
        "Open B", help="The most open leads of grade B at a time, empty for no limit."
    )
    open_cap_c = fields.Integer(
        "Open C", help="The most open leads of grade C at a time, empty for no limit."
    )
    open_cap_d = fields.Integer(
        "Open D", help="The most open leads of grade D at a time, empty for no limit."
    )

    @api.constrains(*CAPS)
    def _check_caps(self):
        for record in self:
            for name in CAPS:
                if record[name] < 0:
                    raise ValidationError(
                        self.env._(
                            'The limit "%(field)s" of %(name)s cannot be negative. '
                            "Leave it empty for no limit.",
                            field=record._fields[name]._description_string(self.env),
                            name=record.display_name,
                        )
                    )

    def _limits(self):
        """Return the limits as the engine wants them."""
        return {
            'daily_cap': self.daily_cap,
            'weekly_cap': self.weekly_cap,
            'open_cap': self.open_cap,
            'grade_caps': tuple(
                (grade, self[name]) for grade, name in GRADE_CAPS.items() if self[name]
            ),
        }
