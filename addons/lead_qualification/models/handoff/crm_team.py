from odoo import models
from odoo.exceptions import UserError


class CrmTeam(models.Model):
    _inherit = 'crm.team'

    def _check_receives_leads(self, leads):
        """Check that leads can be handed to this team.

        :raises UserError: when it belongs to another company, naming the leads
        """
        self.ensure_one()
        foreign = leads.filtered(
            lambda lead: (
                lead.company_id
                and self.company_id not in (lead.company_id, self.company_id.browse())
            )
        )
        if foreign:
            raise UserError(
                self.env._(
                    "The sales team %(team)s does not work for the company of: %(leads)s",
                    team=self.name,
                    leads=foreign._enumerate_names(),
                )
            )
