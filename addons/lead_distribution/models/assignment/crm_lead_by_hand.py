from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    """Whose a lead is when a person makes it, takes it, or gives it to somebody."""

    _inherit = 'crm.lead'

    @api.model
    def _prepare_distribution_vals(self, vals_list):
        """Leave new leads of machines without an owner; tell whether rules exist.

        Odoo gives a lead that says nothing about its salesperson to the user who creates it. That
        is right for salespeople, however they make it, and wrong for everything else.
        """
        rules = self.env['lead.distribution.rule']
        covered = [vals for vals in vals_list if rules._covers(self._company_id_in(vals))]
        if covered and 'default_user_id' not in self.env.context and not self._is_made_by_hand():
            for vals in covered:
                vals.setdefault('user_id', False)
        return bool(covered)

    @api.model
    def _company_id_in(self, vals):
        """Return the company that a lead with these values will have, as far as they tell."""
        if vals.get('company_id'):
            return vals['company_id']
        # sudo: whoever makes a lead may not read its team
        team = self.env['crm.team'].sudo().browse(vals.get('team_id') or ())
        return team.company_id.id or self.env.company.id

    @api.model
    def _is_made_by_hand(self):
        """Tell whether a salesperson makes leads now, and no job, import or integration."""
        if self.env.context.keys() & {'cron_id', 'import_file', 'lead_loading'}:
            return False
        user = self.env.user
        return (
            user.id != SUPERUSER_ID
            and not user.lead_integration
            and user.has_group('sales_team.group_sale_salesman')
        )

    @api.model
    def load(self, fields, data):
        # Odoo names an import only where a file was uploaded; what a script loads is one as well
        return super(CrmLead, self.with_context(lead_loading=True)).load(fields, data)

    def _check_claimable_by_hand(self, user_id):
        """Pool leads are claimed; only those who lead the team may hand them out.

        :raises UserError: when the user would get around the claim
        """
        if self.env.su or self.env.user.has_group('sales_team.group_sale_manager'):
            return
        self.check_access('write')
        # the pool tells whether the claim is the way, also to those who may not read pools
        for lead in self.sudo():
            pool = lead.pool_id or lead.pool_left_id.filtered('active')
            if pool and user_id and lead.team_id.user_id != self.env.user:
                raise UserError(
                    self.env._("This lead lies in the pool %s. Claim it there instead.", pool.name)
                )

    def _owners_before(self, vals):
        """Return ``{lead: (owner, active)}`` if this write can change who works on the leads."""
        if not vals.keys() & {'user_id', 'active', 'lead_status_id'}:
            return {}
        if self.env.su and self.env.context.get('lead_assigning'):
            return {}
        if not self._logs_owners():
            return {}
        return {lead: (lead.user_id, lead.active) for lead in self.sudo()}

    @api.model
    def _logs_owners(self):
        """Tell whether anything is set up that needs to know who had a lead, and when.

        Until then the addon is inert, and an owner costs no more to write than without it.
        """
        return self.env['lead.distribution.rule']._is_set_up()

    def _after_owner_change(self, before):
        """Log what a person changed by hand, and take the leads out of or into distribution."""
        if not before:
            return
        # the lead before its log: whoever collides here with a run is tried again, and there they
        # would be refused
        self.flush_recordset(['user_id'])
        leads = self.sudo()  # the log is nobody's to write, whoever may write the lead
        closed = leads.filtered(lambda lead: before[lead][1] and not lead.active)
        restored = leads.filtered(lambda lead: lead.active and not before[lead][1])
        # nobody works on an archived lead, whose name it may get; restored, it is that person's
        moved = leads.filtered(lambda lead: lead.active and lead.user_id != before[lead][0])
        closed._leave_distribution('closed')
        (moved | restored)._end_stints('reassigned')
        restored.filtered('user_id')._log_owners('restored')
        (moved - restored).filtered('user_id')._log_owners('manual')
        (restored | moved).filtered(lambda lead: not lead.user_id)._enqueue_distribution()
