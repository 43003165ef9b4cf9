from odoo import api, fields, models
from odoo.tools.misc import format_datetime


class LeadAssignment(models.Model):
    _inherit = 'lead.assignment'

    sla_ids = fields.One2many('lead.sla', 'assignment_id', "SLAs")
    first_touch_at = fields.Datetime(
        "First Touch Since",
        readonly=True,
        copy=False,
        help="The first touch of the lead from then on, noted by the hourly job.",
    )

    @api.depends('user_id', 'assigned_at')
    @api.depends_context('assignment_names', 'lang', 'tz')
    def _compute_display_name(self):
        """Name assignments by who had the lead from when on, where all are of one lead."""
        if not self.env.context.get('assignment_names'):
            return super()._compute_display_name()
        for assignment in self:
            began = format_datetime(self.env, assignment.assigned_at, dt_format='short')
            assignment.display_name = f"{assignment.user_id.name}, {began}"

    def _filter_untouched(self):
        assignments = super()._filter_untouched()
        touches = (
            self.env['lead.touch']
            .search([('lead_id', 'in', assignments.lead_id.ids), ('direction', '=', 'out')])
            .grouped('lead_id')
        )
        return assignments.filtered(
            lambda assignment: (
                not any(
                    touch.date >= assignment.assigned_at
                    for touch in touches.get(assignment.lead_id, self.env['lead.touch'])
                )
            )
        )

    def _needing_activity(self):
        # the first response is on the list of the salesperson already
        return (
            super()
            ._needing_activity()
            .filtered(lambda assignment: not assignment.sla_ids.activity_id)
        )

    def _send_notification(self, user):
        hot = self.filtered(lambda assignment: assignment.origin == 'escalation')
        if hot:
            hot.with_context(lang=user.lang)._send_hot_notification(user)
        return super(LeadAssignment, self - hot)._send_notification(user) if self - hot else None

    def _send_hot_notification(self, user):
        """Say that these leads have waited too long already, and why they come now."""
        message = (
            self.env._(
                "%(lead)s comes to you, because nobody has answered in time: please do it now. "
                "%(why)s",
                lead=self.lead_id.display_name,
                why=self.note or "",
            )
            if len(self) == 1
            else self.env._(
                "%s leads come to you, because nobody has answered in time: please do it now.",
                len(self),
            )
        )
        user._bus_send(
            'simple_notification',
            {
                'type': 'danger',
                'title': self.env._("Hot Leads"),
                'message': message,
                'sticky': True,
            },
        )
