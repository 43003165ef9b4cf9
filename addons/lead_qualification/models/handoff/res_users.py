from odoo import models
from odoo.exceptions import UserError


class ResUsers(models.Model):
    _inherit = 'res.users'

    def _is_marketer_only(self):
        """Tell whether this user qualifies leads and sells none."""
        is_marketer = self.has_group('lead_qualification.group_lead_marketer')
        return is_marketer and not self.has_group('sales_team.group_sale_salesman')

    def _sells(self):
        """Tell whether this user is active and sells: the one condition for getting leads.

        Whether a colleague sells is no secret. Nobody is no salesperson.
        """
        user = self.sudo()
        return bool(user) and user.active and user.has_group('sales_team.group_sale_salesman')

    def _check_receives_leads(self, leads):
        """Check that leads can be handed to this user.

        :raises UserError: when he does not sell, or works for another company, saying which
        """
        self.ensure_one()
        user = self.sudo()  # whether a colleague can take a lead is no secret
        if not user._sells():
            raise UserError(self.env._("%s is no salesperson and cannot take leads on.", user.name))
        foreign = leads.filtered(
            lambda lead: lead.company_id and lead.company_id not in user.company_ids
        )
        if foreign:
            raise UserError(
                self.env._(
                    "%(user)s does not work for the company of: %(leads)s",
                    user=user.name,
                    leads=foreign._enumerate_names(),
                )
            )
