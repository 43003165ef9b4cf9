from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

MINUTES = {'minute': 1, 'hour': 60, 'day': 24 * 60}


class LeadSlaTarget(models.Model):
    """One promise of a policy: what must happen within how much time."""

    _name = 'lead.sla.target'
    _description = "SLA Target"
    _order = 'policy_id, id'

    policy_id = fields.Many2one('lead.sla.policy', required=True, index=True, ondelete='cascade')
    kind = fields.Selection(
        [
            ('acceptance', "Acceptance"),
            ('first_response', "First response"),
            ('next_response', "Next response"),
            ('touches', "Touches"),
            ('decision', "Decision"),
        ],
        "Promise",
        default='first_response',
        required=True,
    )
    min_calls = fields.Integer("Calls at Least")
    min_emails = fields.Integer("Emails at Least")
    min_touches = fields.Integer("Touches at Least", help="Of any kind, calls and emails included.")
    starts_at = fields.Selection(
        [('assigned', "When assigned"), ('accepted', "When accepted")],
        "Starts",
        default='assigned',
        required=True,
        help="From when on touches are counted.",
    )
    amount = fields.Integer("Within", default=30, required=True)
    unit = fields.Selection(
        [('minute', "Minutes"), ('hour', "Hours"), ('day', "Days")],
        default='minute',
        required=True,
        help="A working day is as many working hours as the calendar has per day.",
    )
    time_base = fields.Selection(
        [('working', "Working time"), ('clock', "Clock time")],
        "Counted In",
        default='working',
        required=True,
        help="Working time stands still at night, on weekends, on holidays and on leave.",
    )

    _check_amount = models.Constraint(
        'CHECK(amount > 0)', "A target needs an amount of time above zero."
    )
    _unique_kind = models.UniqueIndex(
        '(policy_id, kind)', "A policy can hold only one target of each kind."
    )

    @api.depends('kind', 'amount', 'unit', 'time_base')
    def _compute_display_name(self):
        labels = {name: self._selection_labels(name) for name in ('kind', 'unit', 'time_base')}
        for target in self:
            target.display_name = self.env._(
                "%(kind)s: %(amount)s %(unit)s (%(time_base)s)",
                kind=labels['kind'].get(target.kind, ''),
                amount=target.amount,
                unit=labels['unit'].get(target.unit, '').lower(),
                time_base=labels['time_base'].get(target.time_base, '').lower(),
            )

    def _selection_labels(self, name):
        return dict(self._fields[name]._description_selection(self.env))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: clocks of leads the user does not see hold on to the target as well
        if self.env['lead.sla'].sudo().search_count([('target_id', 'in', self.ids)], limit=1):
            raise UserError(
                self.env._("This target has been measured. Archive its policy to keep the history.")
            )

    def _get_duration(self, schedule=None):
        """Return the time promised; with a ``schedule``, a day is a day of its working hours."""
        self.ensure_one()
        if schedule and self.unit == 'day':
            return timedelta(hours=self.amount * (schedule.calendar.hours_per_day or 24))
        return timedelta(minutes=self.amount * MINUTES[self.unit])

    def _get_lapse_text(self):
        """Return the sentence that explains why a lead was taken away."""
        self.ensure_one()
        return self.env._("Not answered in time. %s", self.display_name)
