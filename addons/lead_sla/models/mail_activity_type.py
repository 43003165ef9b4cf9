from odoo import api, fields, models

KIND_BY_CATEGORY = {'phonecall': 'call', 'meeting': 'meeting'}


class MailActivityType(models.Model):
    _inherit = 'mail.activity.type'

    lead_touch_kind = fields.Selection(
        lambda self: self.env['lead.touch']._fields['kind']._description_selection(self.env),
        "Counts as Contact",
        compute='_compute_lead_touch_kind',
        store=True,
        readonly=False,
        help="On leads: who marks such an activity as done has been in contact with the customer "
        "this way. Empty: it is no contact.",
    )

    @api.depends('category')
    def _compute_lead_touch_kind(self):
        for activity_type in self:
            activity_type.lead_touch_kind = KIND_BY_CATEGORY.get(activity_type.category)

    def write(self, vals):
        # the update of a module writes what is there already: what counts as contact stays decided
        if 'category' in vals and set(self.mapped('category')) == {vals['category']}:
            vals = {name: value for name, value in vals.items() if name != 'category'}
        return super().write(vals)
