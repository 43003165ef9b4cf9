from odoo import api, models, tools

# what of a team decides whose default it is
DECIDING = {'active', 'company_id', 'sequence', 'use_leads', 'use_opportunities', 'user_id'}


class CrmTeam(models.Model):
    """The team that Odoo gives a lead with its owner, kept: each claim needs to know it."""

    _inherit = 'crm.team'

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        self.env.registry.clear_cache()
        return teams

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & DECIDING or self._is_kept(vals):
            self.env.registry.clear_cache()
        return res

    def _update_field_translations(self, field_name, translations, digest=None, source_lang=''):
        res = super()._update_field_translations(field_name, translations, digest, source_lang)
        self.env.registry.clear_cache()
        return res

    @api.model
    def _default_of(self, user, use):
        """Return the team of leads that get this owner and have none that he is in.

        :param str use: ``use_leads`` or ``use_opportunities``, whichever the lead is
        """
        # sudo: as everywhere, who gives a lead need not be one who may read its team
        return self.browse(self.sudo()._default_id_of(user.id, use))

    @api.model
    @tools.ormcache(
        'user_id',
        'use',
        'self.env.companies._ids',
        "self.env.context.get('default_team_id')",
    )
    def _default_id_of(self, user_id, use):
        return self._get_default_team_id(user_id=user_id, domain=[(use, '=', True)]).id


class CrmTeamMember(models.Model):
    _inherit = 'crm.team.member'

    @api.model_create_multi
    def create(self, vals_list):
        memberships = super().create(vals_list)
        self.env.registry.clear_cache()
        return memberships

    def write(self, vals):
        res = super().write(vals)
        self.env.registry.clear_cache()
        return res

    def unlink(self):
        res = super().unlink()
        self.env.registry.clear_cache()
        return res
