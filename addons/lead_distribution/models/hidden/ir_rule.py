from odoo import api, models, tools

from . import lead_visibility
from .hidden_names import mask_names, unmask_names
from .lead_visibility import filter_hidden


class IrRule(models.Model):
    _inherit = 'ir.rule'

    def _register_hook(self):
        """Mask names in the models that lead to a lead, and leave all others alone."""
        super()._register_hook()
        self.env.invalidate_all()  # what is cached is not cached by user yet
        for model in self._models_about_leads():
            mask_names(model)

    def _unregister_hook(self):
        res = super()._unregister_hook()
        for model in self.env.values():
            unmask_names(model)
        return res

    def _models_about_leads(self):
        return [
            model
            for name, model in self.env.items()
            if not self._visible_about_leads(name).is_true()
        ]

    @api.model
    def _compute_domain(self, model_name, mode='read'):
        """Hide leads of a pool that the user may not see, and all that is about them.

        This is no record of its own per model, so that it covers models of other modules as
        well, and nobody can switch it off for one.
        """
        domain = super()._compute_domain(model_name, mode)
        visible = self._visible_about_leads(model_name)
        return domain if visible.is_true() else domain & visible

    @api.model
    @tools.ormcache('model_name')
    def _visible_about_leads(self, model_name):
        return lead_visibility.visible_domain(self.env[model_name])

    @api.model
    @tools.ormcache('model_name')
    def _lead_paths(self, model_name):
        return lead_visibility.paths(self.env[model_name])


class CalendarAttendee(models.Model):
    _inherit = 'calendar.attendee'

    def _should_notify_attendee(self, notify_author=False):
        """Send no invitation or reminder to whom the pool hides the lead of the meeting from."""
        notify = super()._should_notify_attendee(notify_author)
        users = self.sudo().partner_id.user_ids  # whether he has an account is no secret here
        return notify and not any(filter_hidden(self.event_id.with_user(user)) for user in users)
