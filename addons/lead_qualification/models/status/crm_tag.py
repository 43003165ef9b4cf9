from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmTag(models.Model):
    """A product or offer, among other things, that leads wait for."""

    _inherit = 'crm.tag'

    waiting_lead_ids = fields.Many2many(
        'crm.lead', 'crm_lead_awaited_tag_rel', 'tag_id', 'lead_id', "Waiting Leads", copy=False
    )
    waiting_count = fields.Integer("Leads Waiting", compute='_compute_waiting_count')

    @api.depends_context('uid', 'allowed_company_ids')
    def _compute_waiting_count(self):
        Lead = self.env['crm.lead']
        groups = Lead._read_group(Lead._waiting_domain(self), ['awaited_tag_ids'], ['__count'])
        counts = {tag.id: count for tag, count in groups}
        for tag in self:
            tag.waiting_count = counts.get(tag.id, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_awaited(self):
        # a lead counts, also one this user may not see
        leads = self.env['crm.lead'].sudo().with_context(active_test=False)
        if awaited := leads.search([('awaited_tag_ids', 'in', self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "Leads wait for %s. Tell them it is available now, or change what they wait "
                    "for, before you delete it.",
                    (awaited.awaited_tag_ids & self)[:1].name,
                )
            )

    def action_waiting_leads(self):
        """Open the leads that wait for these products or offers."""
        action = self.env['ir.actions.act_window']._for_xml_id(
            'lead_qualification.crm_lead_action_available'
        )
        domain = list(self.env['crm.lead']._waiting_domain(self))
        title = self.env._("Waiting for an Offer")
        return {**action, 'display_name': title, 'domain': domain}
