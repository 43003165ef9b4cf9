from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = 'ir.http'

    def session_info(self):
        """Add the user's availability and pools, if he has some: the web client need not ask."""
        info = super().session_info()
        user = self.env.user
        if user._is_internal() and user.receives_leads:
            info['lead_presence'] = user._lead_presence_info()
            if alerts := user._lead_alert_info():
                info['lead_alerts'] = alerts
        if user._is_internal() and (pools := user._heard_lead_pools()):
            info['lead_pool_ids'] = pools.ids
        return info
