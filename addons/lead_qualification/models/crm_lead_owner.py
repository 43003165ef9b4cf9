from odoo import models
from odoo.exceptions import AccessError


class CrmLead(models.Model):
    """Marketers hand leads over to sales; they take none themselves, nor give them around."""

    _inherit = 'crm.lead'

    def _check_owner_sells(self):
        """Refuse an owner outside sales chosen by somebody outside sales."""
        if self.env.su or not self.env.user._is_marketer_only():
            return
        # who marketing gives a lead to may be a user that marketing cannot read
        for owner in self.sudo().user_id:
            if not owner.has_group('sales_team.group_sale_salesman'):
                raise AccessError(
                    self.env._(
                        "%s does not work in sales. Choose a salesperson, or pass the lead to "
                        "sales without one.",
                        owner.name,
                    )
                )
