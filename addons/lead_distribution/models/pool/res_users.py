from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

POOL_CHANNEL = 'lead.pool_'


class ResUsers(models.Model):
    """In which pools a user is; archived users leave theirs.

    Quiet mode: a rep's own switch against pop-ups, with the pools as open as before.
    """

    _inherit = 'res.users'

    lead_quiet = fields.Boolean(
        "Quiet Mode for Leads",
        copy=False,
        help="No pop-ups for leads to claim and no push messages about leads. The pools stay open "
        "to you.",
    )

    def _among(self, places, people):
        """Return those of these pools, segments or steps in whose list of people the user is.

        The database is asked, so that a pool with a thousand members need not be read.
        """
        if not places:
            return places
        places.flush_model([people])  # who is in them may be still to be computed
        return places.with_context(active_test=False).search(
            Domain('id', 'in', places.ids) & Domain(people, 'in', self.ids)
        )

    def _refresh_pools(self):
        """Have the pools of users who were archived or restored know their members anew."""
        # said here and not by a dependency, which would have Odoo write each new user before the
        # user has any groups
        pools = self.env['lead.pool'].sudo().with_context(active_test=False)
        pools = pools.search([('user_ids', 'in', self.ids)])
        self.env.add_to_compute(pools._fields['member_ids'], pools)

    def action_set_lead_quiet(self, quiet):
        """Switch one's own pop-ups off or on.

        :raises AccessError: for anybody else's
        """
        if self != self.env.user:
            raise AccessError(self.env._("Everybody switches the own quiet mode only."))
        self.write({'lead_quiet': bool(quiet)})  # one's own: SELF_WRITEABLE_FIELDS
        return True

    def _hears_lead_alerts(self):
        """Tell whether pop-ups reach the user now: who sells, is available and not quiet."""
        return self._sells() and self.lead_available and not self.lead_quiet

    def _lead_pool_domain(self):
        """Return the domain of the pools that the user may claim from."""
        return Domain('member_ids', 'in', self.ids) | Domain('fallback_member_ids', 'in', self.ids)

    def _heard_lead_pools(self):
        """Return the pools of which the user's web clients hear when leads come and go.

        One hears of one's own, and a sales administrator of all, on whose screens they are.
        """
        domain = self._lead_pool_domain()
        if self.has_group('sales_team.group_sale_manager'):
            domain |= Domain('company_id', 'in', [False, *self._get_company_ids()])
        # which pools one is in is one's own to know
        return self.env['lead.pool'].sudo().search(domain)

    def _lead_alert_info(self):
        """Return what the web client needs to show alerts, or None for who is in no pool."""
        # which pools one is in is one's own to know
        if not self.env['lead.pool'].sudo().search_count(self._lead_pool_domain(), limit=1):
            return None
        return {'quiet': self.lead_quiet, 'available': self.lead_available}

    def _switching_quiet(self, vals):
        """Return the users whose quiet mode this write changes."""
        if 'lead_quiet' not in vals:
            return self.browse()
        return self.filtered(lambda user: user.lead_quiet != bool(vals['lead_quiet']))

    def _tell_quiet(self):
        """Have the web clients of these users know their quiet mode."""
        for user in self:
            user._bus_send('lead_quiet', {'quiet': user.lead_quiet})


class IrWebsocket(models.AbstractModel):
    _inherit = 'ir.websocket'

    def _build_bus_channel_list(self, channels):
        """Let people listen to their pools: ``lead.pool_5`` is what their web client asks for."""
        asked = {name for name in channels if str(name).startswith(POOL_CHANNEL)}
        channels = super()._build_bus_channel_list([name for name in channels if name not in asked])
        numbers = [name.removeprefix(POOL_CHANNEL) for name in asked]
        ids = {int(number) for number in numbers if number.isdecimal()}
        if ids and self.env.user._is_internal():
            pools = self.env.user._heard_lead_pools()
            channels.extend(pools.filtered(lambda pool: pool.id in ids))
        return channels


class CrmTeam(models.Model):
    _inherit = 'crm.team'

    def _pool_members(self, company):
        """Return who is in these teams and may be in a pool of a company."""
        # who is in a team, and works where, decides for whoever changes it, also if not his to read
        users = self.sudo().crm_team_member_ids.filtered('active').user_id
        users = users.filtered(lambda user: user.active and not user.share)
        return users.filtered(lambda user: not company or company in user.company_ids).sudo(
            self.env.su
        )
