from odoo import models


class MailActivity(models.Model):
    """An activity that is done or dropped moves its plan on."""

    _inherit = 'mail.activity'

    def write(self, vals):
        steps = self._plan_steps() if vals.get('active') is False else None
        result = super().write(vals)
        if steps:
            steps._close('done')
            steps._after_done()
        return result

    def unlink(self):
        steps = self._plan_steps()
        result = super().unlink()
        if steps:
            steps._close('skipped', note=self.env._("The activity was cancelled."))
            # what drops the activity may be about to close the lead: look again afterwards
            steps.run_id.next_at = self.env.cr.now()
            steps.run_id._wake(self.env.cr.now())
        return result

    def _plan_steps(self):
        """Return the open plan steps that these activities stand for."""
        # sudo: whoever closes the activity moves the plan on, and may not write it by hand
        steps = self.env['lead.plan.step'].sudo()
        # no question without an activity: each record deleted has its activities deleted, also
        # the columns of plans when this addon goes
        if not (self and self.env['mail.activity.plan']._ids_by_event()):
            return steps
        return steps.search([('activity_id', 'in', self.ids), ('state', '=', 'open')])
