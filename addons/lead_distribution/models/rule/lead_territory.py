from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...engine import Territory, overlap, zip_key

BOUNDS = ('country_ids', 'state_ids', 'lang_ids')


class LeadTerritory(models.Model):
    """A part of the market, who works there, and who helps out when they cannot."""

    _name = 'lead.territory'
    _inherit = ['lead.shared.mixin']
    _description = "Lead Territory"
    _order = 'sequence, name, id'
    _parent_name = 'parent_id'
    _check_company_auto = True

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one('res.company', index='btree_not_null')
    parent_id = fields.Many2one(
        'lead.territory',
        "Part Of",
        index='btree_not_null',
        check_company=True,
        ondelete='restrict',
        help="A lead lies in a territory only if it lies in the one around it too.",
    )
    child_ids = fields.One2many('lead.territory', 'parent_id', "Parts")
    country_ids = fields.Many2many('res.country', string="Countries")
    state_ids = fields.Many2many('res.country.state', string="States")
    zip_ids = fields.One2many('lead.territory.zip', 'territory_id', "Zip Codes", copy=True)
    lang_ids = fields.Many2many(
        'res.lang', string="Languages", context={'active_test': False}, domain=[]
    )
    member_ids = fields.Many2many(
        'res.users', string="Salespeople", domain=[('share', '=', False)], check_company=True
    )
    surge_cap = fields.Integer(
        "Surge After",
        help="When so many leads came in a day, the next ones go to those who help out, "
        "empty for never.",
    )
    overflow_id = fields.Many2one(
        'lead.territory',
        "Helped Out By",
        index='btree_not_null',
        check_company=True,
        help="Gets the leads when nobody here can take them, or on a surge. "
        "Empty: the territory around this one.",
    )

    @api.constrains('parent_id', 'overflow_id')
    def _check_cycle(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._('A territory cannot be part of itself. Choose another "Part Of".')
            )
        for territory in self:
            line, step = [], territory
            while step and step not in line:
                line.append(step)
                step = step.overflow_id or step.parent_id
            if step:
                raise ValidationError(
                    self.env._(
                        'Leads would flow over in a circle: %s. Choose another "Helped Out By".',
                        " → ".join(one.name for one in [*line, step]),
                    )
                )

    @api.constrains('surge_cap')
    def _check_surge_cap(self):
        if any(territory.surge_cap < 0 for territory in self):
            raise ValidationError(
                self.env._('"Surge After" cannot be negative. Leave it empty if there is no limit.')
            )

    @api.constrains('state_ids', 'country_ids')
    def _check_states(self):
        for territory in self:
            strange = territory.country_ids and territory.state_ids.filtered(
                lambda state, territory=territory: state.country_id not in territory.country_ids
            )
            if strange:
                raise ValidationError(
                    self.env._(
                        "%(states)s: in none of the countries of the territory %(territory)s.",
                        states=", ".join(strange.mapped('name')),
                        territory=territory.name,
                    )
                )

    @api.constrains('member_ids', 'company_id')
    def _check_members(self):
        for territory in self.filtered('company_id'):
            # the companies of users are not everybody's to read; only the sentence gets out
            strangers = territory.member_ids.filtered(
                lambda user, company=territory.company_id: company not in user.sudo().company_ids
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(users)s cannot work in the territory %(territory)s without working for "
                        "%(company)s.",
                        users=", ".join(strangers.mapped('name')),
                        territory=territory.name,
                        company=territory.company_id.name,
                    )
                )

    @api.constrains('zip_ids', 'parent_id', 'company_id', 'active', *BOUNDS)
    def _check_zip_overlap(self):
        """Siblings share no zip code, else it would be chance which of them gets the lead."""
        siblings = self.search([('parent_id', 'in', [False, *self.parent_id.ids])])
        for territory in self.filtered('active'):
            for other in siblings - territory:
                if territory._is_beside(other):
                    territory._check_zips_apart(other)

    def _is_beside(self, other):
        """Tell whether a lead could lie in both territories but for its zip code."""
        companies = {self.company_id, other.company_id}
        return (
            self.parent_id == other.parent_id
            and (len(companies) == 1 or not all(companies))
            and all(self[name] & other[name] or not (self[name] and other[name]) for name in BOUNDS)
        )

    def _check_zips_apart(self, other):
        for mine in self.zip_ids:
            for theirs in other.zip_ids:
                if overlap(mine._ends(), theirs._ends()):
                    raise ValidationError(
                        self.env._(
                            "The zip codes %(mine)s of %(territory)s overlap with %(theirs)s of "
                            "%(other)s. Change one of them, or make one territory a part of the "
                            "other.",
                            mine=mine.display_name,
                            territory=self.name,
                            theirs=theirs.display_name,
                            other=other.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        territories = super().create(vals_list)
        self._after_change()
        return territories

    def write(self, vals):
        res = super().write(vals)
        self._after_change()
        return res

    def unlink(self):
        res = super().unlink()
        self._after_change()
        return res

    @api.model
    def _after_change(self):
        """The rules by territory have other members now, and leads that wait may find a rep."""
        # whoever may draw territories decides with them who gets leads
        rules = self.env['lead.distribution.rule'].sudo().search([('method', '=', 'territory')])
        rules._sync_members()
        self.env['crm.lead']._retry_distribution()

    def _engine_territories(self):
        """Return the territories as the engine wants them, in a few queries for all."""
        midnight = self.env.user._lead_midnight()
        counted = self.filtered('surge_cap')
        given = self.env['lead.assignment']._count_given(
            'territory_id', {territory.id: (midnight, midnight) for territory in counted}
        )
        return tuple(
            Territory(
                territory.id,
                territory.parent_id.id,
                frozenset(territory.country_ids.ids),
                frozenset(territory.state_ids.ids),
                tuple(line._ends() for line in territory.zip_ids),
                frozenset(territory.lang_ids.ids),
                territory.overflow_id.id,
                territory.surge_cap,
                given.get(territory.id, (0, 0))[0],
            )
            for territory in self
        )


class LeadTerritoryZip(models.Model):
    """A range of zip codes that belongs to a territory."""

    _name = 'lead.territory.zip'
    _inherit = ['lead.shared.mixin']
    _description = "Lead Territory Zip Codes"
    _order = 'zip_from, id'
    _company_path = 'territory_id.company_id'

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
