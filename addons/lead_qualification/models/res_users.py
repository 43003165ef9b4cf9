from odoo import models


class ResUsers(models.Model):
    _inherit = 'res.users'

    def _is_marketer_only(self):
        """Tell whether this user qualifies leads and sells none."""
        is_marketer = self.has_group('lead_qualification.group_lead_marketer')
        return is_marketer and not self.has_group('sales_team.group_sale_salesman')
