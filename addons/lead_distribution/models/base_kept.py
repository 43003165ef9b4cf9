from copy import deepcopy

from odoo import api, models, tools
from odoo.exceptions import MissingError

# what every claim reads of how things are set up, by model; `_kept_names` adds to it. Whatever
# writes these clears the cache of Odoo's servers: `_is_kept`, and Odoo itself for companies and
# users
KEPT = {
    'crm.stage': ('is_won', 'team_ids'),
    'crm.team': ('company_id', 'lead_properties_definition', 'name'),
    'lead.pool': (
        'active',
        'company_id',
        'cool_down_minutes',
        'daily_cap',
        'daily_claim_cap',
        'hourly_claim_cap',
        'method',
        'name',
        'open_cap',
        'open_cap_a',
        'open_cap_b',
        'open_cap_c',
        'open_cap_d',
        'order',
        'return_minutes',
        'unworked_claim_cap',
        'weekly_cap',
    ),
    'lead.status': ('meaning', 'name', 'sequence'),
    'res.company': ('active', 'alias_domain_id'),
    'res.users': ('company_ids',),
}


class Base(models.AbstractModel):
    """Settings that hardly ever change, kept by each server until somebody changes them."""

    _inherit = 'base'

    @api.model
    def _kept_names(self):
        """Return the names of the fields of this model that servers keep."""
        return KEPT[self._name]

    def _recall(self):
        """Spare reading these settings: each costs a claim as much time as a query."""
        names = self._kept_names()
        for record in self:
            for name, value in zip(names, record._kept_values(names), strict=True):
                record._fields[name]._insert_cache(record, [deepcopy(value)])

    @tools.ormcache('self.id', 'self.env.lang')
    def _kept_values(self, names):
        self.sudo().fetch(names)  # as Odoo computes from them, whoever claims
        try:
            return tuple(self._fields[name]._get_cache(self.env)[self.id] for name in names)
        except KeyError:
            name = self.env['ir.model']._get(self._name).name
            raise MissingError(self.env._("%s does not exist any more.", name)) from None

    def _is_kept(self, vals):
        """Tell whether a write of these values changes what servers keep."""
        return not vals.keys().isdisjoint(self._kept_names())
