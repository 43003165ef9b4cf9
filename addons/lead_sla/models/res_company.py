from odoo import fields, models
from odoo.fields import Domain


class ResCompany(models.Model):
    """How fast customers forget, and whether plans send messages."""

    _inherit = 'res.company'

    lead_plan_sends_mail = fields.Boolean(
        "Send Messages of Plans",
        help="Messages of follow-up plans, such as the welcome message, are sent by themselves. "
        "Otherwise they are activities of those who are to send them.",
    )
    lead_half_life_days = fields.Float(
        "Half-Life of Memory (Days)",
        help="After so many days without contact, half of what a customer remembers of us is gone. "
        "Sales teams may have their own. 0: no forgetting curve.",
    )
    lead_forget_threshold = fields.Integer(
        "Forgotten Below (%)",
        default=50,
        help="A customer who remembers less than this is about to be forgotten: get in contact.",
    )

    _check_lead_half_life_days = models.Constraint(
        'CHECK(lead_half_life_days >= 0)',
        "The half-life of memory cannot be negative. Use 0 to do without the forgetting curve.",
    )
    _check_lead_forget_threshold = models.Constraint(
        'CHECK(lead_forget_threshold > 0 AND lead_forget_threshold < 100)',
        "Forgotten Below (%) is a percentage between 1 and 99.",
    )

    def write(self, vals):
        res = super().write(vals)
        if 'resource_calendar_id' in vals:
            self.env['lead.sla']._mark_stale(Domain('company_id', 'in', self.ids))
        if {'lead_half_life_days', 'lead_forget_threshold'} & vals.keys():
            self.env['crm.lead']._remember_anew()
        return res


class ResConfigSettings(models.TransientModel):
    _inherit = 'res.config.settings'

    lead_plan_sends_mail = fields.Boolean(related='company_id.lead_plan_sends_mail', readonly=False)
    lead_half_life_days = fields.Float(related='company_id.lead_half_life_days', readonly=False)
    lead_forget_threshold = fields.Integer(
        related='company_id.lead_forget_threshold', readonly=False
    )
