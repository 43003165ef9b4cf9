from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = 'ir.http'

    def session_info(self):
        """Add the user's availability, if leads come to him: the web client need not ask."""
        info = super().session_info()
        user = self.env.user
        if user._is_internal() and user.receives_leads:
            info['lead_presence'] = user._lead_presence_info()
        return info
