from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.i18n import format_list


class LeadAvailableWizard(models.TransientModel):
    """Say what is available now, and wake the leads that waited for it."""

    _name = 'lead.available.wizard'
    _description = "Available Now"

    tag_ids = fields.Many2many(
        'crm.tag',
        string="Available Now",
        default=lambda self: self._default_tags(),
        domain="[('waiting_lead_ids.lead_status_id.meaning', '=', 'recycle')]",
    )
    lead_count = fields.Integer("Leads That Waited for It", compute='_compute_lead_count')

    def _default_tags(self):
        if self.env.context.get('active_model') != 'crm.tag':
            return False
        return [fields.Command.set(self.env.context.get('active_ids', []))]

    @api.depends('tag_ids')
    def _compute_lead_count(self):
        Lead = self.env['crm.lead']
        for wizard in self:
            domain = Lead._waiting_domain(wizard.tag_ids)
            wizard.lead_count = Lead.search_count(domain)

    def action_wake(self):
        """Bring the leads that waited back as new, and open them as one list to write to.

        :raises UserError: when no lead waits for it, or somebody else works on all that do
        """
        self.ensure_one()
        leads = self.env['crm.lead']._wake_waiting(self.tag_ids)
        if not leads:
            raise UserError(self.env._("No lead that you may change waits for this right now."))
        names = format_list(self.env, self.tag_ids.mapped('name'), 'unit')
        action = self.env['ir.actions.act_window']._for_xml_id(
            'lead_qualification.crm_lead_action_available'
        )
        return {
            **action,
            'display_name': self.env._("Available now: %s", names),
            'domain': [('id', 'in', leads.ids)],
        }
