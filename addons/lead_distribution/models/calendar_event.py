from odoo import api, models


class CalendarEvent(models.Model):
    _inherit = 'calendar.event'

    @api.depends_context('uid')
    def _compute_display_name(self):
        res = super()._compute_display_name()
        self._mask_hidden_names()
        return res
