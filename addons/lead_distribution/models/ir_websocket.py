from odoo import models
from odoo.fields import Domain

POOL_CHANNEL = 'lead.pool_'


class IrWebsocket(models.AbstractModel):
    _inherit = 'ir.websocket'

    def _build_bus_channel_list(self, channels):
        """Let members listen to their pools: ``lead.pool_5`` is what their web client asks for."""
        asked = {name for name in channels if str(name).startswith(POOL_CHANNEL)}
        channels = super()._build_bus_channel_list([name for name in channels if name not in asked])
        numbers = [name.removeprefix(POOL_CHANNEL) for name in asked]
        ids = [int(number) for number in numbers if number.isdecimal()]
        if ids and self.env.user._is_internal():
            # which pools one is in is one's own to know
            pools = self.env['lead.pool'].sudo()
            channels.extend(
                pools.search(self.env.user._lead_pool_domain() & Domain('id', 'in', ids))
            )
        return channels
