from odoo import fields, models
from odoo.exceptions import AccessError

from ..engine import Candidate

# what people change of themselves
OWN_FIELDS = (
    *('lead_available', 'lead_presence', 'lead_presence_until', 'lead_backup_id'),
    'lead_quiet',
)


class ResUsers(models.Model):
    _inherit = 'res.users'

    lead_member_ids = fields.One2many(
        'lead.distribution.member', 'user_id', groups='sales_team.group_sale_salesman'
    )
    lead_integration = fields.Boolean(
        "Integration User",
        help="Leads that this user creates without a salesperson go to distribution, as leads of "
        "the website do. Leave empty for people: what they create is theirs.",
    )

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802
        return [*super().SELF_READABLE_FIELDS, *OWN_FIELDS, 'receives_leads']

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802
        return [*super().SELF_WRITEABLE_FIELDS, *OWN_FIELDS]

    def write(self, vals):
        back = self.filtered(lambda user: not user.active) if vals.get('active') else self.browse()
        gone = self.filtered('active') if vals.get('active') is False else self.browse()
        presence = self._presence_before(vals)
        switched = self._switching_quiet(vals)
        res = super().write(self._prepare_presence_vals(vals))
        if back:
            self.env['crm.lead']._retry_distribution()
        if gone:
            # whoever may archive a user sends his untouched leads on
            self.env['lead.assignment'].sudo()._open_of(gone)._give_back('archived')
        if 'active' in vals:
            self._refresh_pools()
        self._follow_presence(presence)
        switched._tell_quiet()
        return res

    def _check_may_claim(self):
        """Claiming is for those who sell.

        :raises AccessError: for everybody else
        """
        if not self.has_group('sales_team.group_sale_salesman'):
            raise AccessError(self.env._("Only salespeople can claim leads."))

    def _lead_candidate(self, **values):
        """Return the user as a candidate of the engine."""
        self.ensure_one()
        if 'company_ids' not in values:
            values['company_ids'] = frozenset(self.company_ids.ids)
        return Candidate(self.id, is_active=self.active, is_available=self.lead_available, **values)
