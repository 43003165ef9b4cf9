from odoo import models
from odoo.fields import Domain
from odoo.tools import groupby


class LeadSla(models.Model):
    """Leads that were tried as often as agreed, and nobody was reached."""

    _inherit = 'lead.sla'

    def _filter_unreached(self):
        """Return the clocks of agreed touches that are all made, with nobody reached by them."""
        tried = self.filtered(lambda clock: clock.kind == 'touches' and clock.state == 'met')
        if not tried:
            return tried
        contacts = self.env['lead.touch']._read_group(
            Domain('lead_id', 'in', tried.lead_id.ids)
            & (
                Domain('direction', '=', 'in')
                | Domain('outcome', '=', 'reached')
                | Domain('kind', '=', 'meeting')
            ),
            ['lead_id'],
            ['date:max'],
        )
        latest = dict(contacts)
        return tried.filtered(
            lambda clock: clock.lead_id not in latest or latest[clock.lead_id] < clock.started_at
        )

    def _give_up_unreached(self):
        """Give the leads up that nobody could reach by the agreed touches in the agreed time."""
        unreached = self._filter_unreached().filtered(lambda clock: clock._holds_lead())
        (self - unreached).next_event_at = False
        now = self.env.cr.now()
        dues = unreached._get_giving_up_dues()
        for step, some in groupby(dues, key=lambda item: item[1]):
            due = [clock.id for clock, _step, at in some if at <= now]
            step._run(self.browse(due))
        unreached._plan_giving_up()

    def _plan_giving_up(self):
        """Have the sweep come back when the time of these clocks is over."""
        self.next_event_at = False
        for clock, _step, due in self._get_giving_up_dues():
            clock.next_event_at = min(due, clock.next_event_at or due)
        self._wake_sweep()

    def _get_giving_up_dues(self):
        """Return ``(clock, step, due)`` for the steps that say nobody could be reached."""
        dues = self._filter_pending(self._get_step_dues())
        return [item for item in dues if item[1]._gives_up()]

    def _holds_lead(self):
        """Tell whether the rep of this clock still holds the lead."""
        self.ensure_one()
        is_open = self.lead_id._is_followed_up() and not self.assignment_id.released_at
        return is_open and self.lead_id.user_id == self.user_id
