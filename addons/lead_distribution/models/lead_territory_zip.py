from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import zip_key


class LeadTerritoryZip(models.Model):
    """A range of zip codes that belongs to a territory."""

    _name = 'lead.territory.zip'
    _description = "Lead Territory Zip Codes"
    _order = 'zip_from, id'

    territory_id = fields.Many2one('lead.territory', required=True, index=True, ondelete='cascade')
    zip_from = fields.Char("From", required=True)
    zip_to = fields.Char("To", help="All codes that begin like this are still in. Empty: only one.")

    @api.depends('zip_from', 'zip_to')
    def _compute_display_name(self):
        for line in self:
            line.display_name = "–".join(filter(None, (line.zip_from, line.zip_to)))

    @api.constrains('zip_from', 'zip_to')
    def _check_ends(self):
        for line in self:
            first, last = line._ends()
            if not zip_key(first) or not zip_key(last):
                raise ValidationError(
                    self.env._("A zip code needs letters or digits: %s.", line.display_name)
                )
            if zip_key(first) > zip_key(last):
                raise ValidationError(
                    self.env._(
                        "The zip codes %s end before they begin. Swap From and To.",
                        line.display_name,
                    )
                )
        self.territory_id._check_zip_overlap()

    def _ends(self):
        return (self.zip_from, self.zip_to or self.zip_from)
