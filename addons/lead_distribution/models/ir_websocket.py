from odoo import models

POOL_CHANNEL = 'lead.pool_'


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
