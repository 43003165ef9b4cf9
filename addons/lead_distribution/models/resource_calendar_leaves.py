from odoo import api, models


class ResourceCalendarLeaves(models.Model):
    _inherit = 'resource.calendar.leaves'

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._after_lead_absence_change()
        return leaves

    def write(self, vals):
        res = super().write(vals)
        if vals.keys() & {'date_from', 'date_to', 'resource_id', 'calendar_id', 'time_type'}:
            self._after_lead_absence_change()
        return res

    def unlink(self):
        res = super().unlink()
        self._after_lead_absence_change()
        return res

    def _after_lead_absence_change(self):
        """Have leads looked at again that wait for somebody, and long leaves when they begin."""
        if not self.env['lead.distribution.rule']._is_set_up():
            return
        self.env['crm.lead']._retry_distribution()
        personal = self.exists().filtered('resource_id')
        if personal:
            now = self.env.cr.now()
            starts = [max(leave.date_from, now) for leave in personal]
            self.env['res.users']._trigger_presence(starts)
