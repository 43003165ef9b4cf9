from odoo import models


class MailActivity(models.Model):
    """An activity that is done or dropped moves its plan on."""

    _inherit = 'mail.activity'

    def _plan_steps(self):
        """Return the open plan steps that these activities stand for."""
        # sudo: whoever closes the activity moves the plan on, and may not write it by hand
        steps = self.env['lead.plan.step'].sudo()
        # no question without an activity: each record deleted has its activities deleted, also
        # the columns of plans when this addon goes
        if not (self and self.env['mail.activity.plan']._ids_by_event()):
            return steps
        activities = self.sudo().filtered(lambda activity: activity.res_model == 'crm.lead')
        if not activities:
            return steps
        return steps.search([('activity_id', 'in', activities.ids), ('state', '=', 'open')])
