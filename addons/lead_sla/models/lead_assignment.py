from odoo import fields, models


class LeadAssignment(models.Model):
    _inherit = 'lead.assignment'

    sla_ids = fields.One2many('lead.sla', 'assignment_id', "Clocks")

    def _filter_untouched(self):
        stints = super()._filter_untouched()
        touches = (
            self.env['lead.touch']
            .search([('lead_id', 'in', stints.lead_id.ids), ('direction', '=', 'out')])
            .grouped('lead_id')
        )
        return stints.filtered(
            lambda stint: (
                not any(
                    touch.date >= stint.assigned_at
                    for touch in touches.get(stint.lead_id, self.env['lead.touch'])
                )
            )
        )

    def _needing_activity(self):
        # the first response is on the list of the rep already
        return super()._needing_activity().filtered(lambda stint: not stint.sla_ids.activity_id)
