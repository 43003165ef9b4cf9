import re

from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.tools import frozendict

KINDS = [
    ('form', "Web form sent"),
    ('mail_received', "Email received"),
    ('mail_answered', "Our email answered"),
    ('meeting', "Meeting held"),
    ('call', "Phone call done"),
    ('click', "Link in a mailing clicked"),
    ('event', "Event attended"),
    ('unsubscribed', "Unsubscribed or blacklisted"),
    ('bounced', "Email bounced"),
]


class LeadSignalType(models.Model):
    """A kind of behaviour of a lead, and how much interest it shows or denies."""

    _name = 'lead.signal.type'
    _inherit = ['lead.number.mixin']
    _description = "Lead Signal Type"
    _order = 'sequence, id'

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True, copy=False, help="What other systems call this signal, e.g. webinar_joined."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        KINDS,
        "Recorded By Odoo When",
        help="Leave empty for signals that other systems send through the API.",
    )
    points = fields.Integer(
        required=True,
        default=10,
        help="Added to the lead's interest; below zero for what speaks against it.",
    )
    half_life_days = fields.Float(
        "Half-life (Days)",
        required=True,
        default=30,
        help="After so many days the signal counts half, after twice as many a quarter.",
    )
    description = fields.Text(translate=True)

    _unique_code = models.Constraint(
        'UNIQUE(code)',
        "Another signal type has this code already, perhaps an archived one. Choose another code.",
    )
    _unique_kind = models.UniqueIndex(
        "(kind) WHERE kind IS NOT NULL",
        "Another signal type is recorded for the same event of Odoo already. "
        "Change that one, or leave the event empty.",
    )
    _check_points = models.Constraint(
        'CHECK(points <> 0 AND points BETWEEN -100 AND 100)',
        "The points of a signal lie between -100 and 100 and are not zero: "
        "a signal worth nothing tells nothing.",
    )
    _check_half_life = models.Constraint(
        'CHECK(half_life_days > 0)', "The half-life of a signal must be more than zero days."
    )

    @api.constrains('code')
    def _check_code(self):
        for signal_type in self:
            if not re.fullmatch(r'[a-z0-9_]+', signal_type.code):
                raise ValidationError(
                    self.env._(
                        "The code %s cannot be used. Use small letters, digits and underscores, "
                        "e.g. webinar_joined.",
                        signal_type.code,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        signal_types = super().create(vals_list)
        self.env.registry.clear_cache()
        return signal_types

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # a signal anywhere counts, also on leads this user may not see
        if self.env['lead.signal'].sudo().search_count([('type_id', 'in', self.ids)], limit=1):
            raise UserError(
                self.env._("Leads have signals of this type. Archive it instead of deleting it.")
            )

    @api.model
    def _of_kind(self, kind):
        """Return the active type that Odoo's own event ``kind`` is recorded as, or none."""
        # types are no secret
        return self.sudo().search([('kind', '=', kind), ('active', '=', True)], limit=1)

    @api.model
    @tools.ormcache('kind')
    def _values_of_kind(self, kind):
        """Return what signals of Odoo's own event ``kind`` are worth; empty if none records it.

        Every message and every call asks for it.
        """
        signal_type = self._of_kind(kind)
        return frozendict(signal_type._frozen_values() if signal_type else {})

    def _frozen_values(self):
        self.ensure_one()
        return {
            'type_id': self.id,
            'points': self.points,
            'half_life_days': self.half_life_days,
        }

    def _prepare_signal(self, lead, **vals):
        """Return the values of a signal of this type, frozen as the type is worded now."""
        values = self._frozen_values()
        return {'lead_id': lead.id, 'date': self.env.cr.now(), **values, **vals}
