from odoo import models


class ResUsers(models.Model):
    _inherit = 'res.users'

    def _after_presence_change(self):
        res = super()._after_presence_change()
        gone = self.filtered(lambda user: user.lead_presence == 'away')
        if gone and self.env['lead.sla.policy']._is_set_up():
            self.env['lead.sla']._tell_of_absence(gone)
        return res

    def _give_back_on_leave(self):
        res = super()._give_back_on_leave()
        if self.env['lead.sla.policy']._is_set_up():
            leaves = self.env['resource.calendar.leaves']._of_people_now()
            self.env['lead.sla']._tell_of_absence(leaves.resource_id.user_id)
        return res
