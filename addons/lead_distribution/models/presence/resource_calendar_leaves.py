from odoo import api, models

ABSENCE_FIELDS = {'date_from', 'date_to', 'resource_id', 'calendar_id', 'time_type'}


class ResourceCalendarLeaves(models.Model):
    _inherit = 'resource.calendar.leaves'

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._filter_absences()._after_lead_absence_change()
        return leaves

    def write(self, vals):
        if not vals.keys() & ABSENCE_FIELDS:
            return super().write(vals)
        before = self._filter_absences()
        res = super().write(vals)
        (before | self._filter_absences())._after_lead_absence_change()
        return res

    def unlink(self):
        absences = self._filter_absences()
        res = super().unlink()
        absences._after_lead_absence_change()
        return res

    @api.model
    def _of_people_now(self):
        """Return the personal leaves of this moment."""
        now = self.env.cr.now()
        return self.search(
            [
                ('resource_id.user_id', '!=', False),
                ('time_type', '=', 'leave'),
                ('date_from', '<=', now),
                ('date_to', '>', now),
            ]
        )

    def _filter_absences(self):
        """Return the leaves of people and companies: machines have some too, when they are busy."""
        # sudo: whose leave it is decides whether leads are looked at again, and is shown to nobody
        absences = self.sudo().filtered(
            lambda leave: (
                leave.time_type == 'leave' and (leave.resource_id.user_id or not leave.resource_id)
            )
        )
        return absences.with_env(self.env)

    def _after_lead_absence_change(self):
        """Have leads looked at again that wait for somebody, and long leaves when they begin."""
        if not self or not self.env['lead.distribution.rule']._is_set_up():
            return
        self.env['crm.lead']._retry_distribution()
        personal = self.exists().filtered('resource_id')
        if personal:
            now = self.env.cr.now()
            starts = [max(leave.date_from, now) for leave in personal]
            self.env['res.users']._trigger_presence(starts)
