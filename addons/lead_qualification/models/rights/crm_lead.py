from odoo import api, models
from odoo.exceptions import AccessError

CREDIT = ('generated_by_id', 'qualified_by_id', 'closed_by_id')


class CrmLead(models.Model):
    """Whose work a lead was: noted by the system, put right by sales administrators.

    Reports credit people with it, and marketers see the leads they have generated or qualified.

    Marketers hand leads over to sales; they take none themselves, nor give them around.
    """

    _inherit = 'crm.lead'

    def _check_credit(self, vals_list):
        """Refuse values by which people credit themselves or others with a lead.

        :raises AccessError: naming the fields
        """
        user = self.env.user
        if self.env.su or user.has_group('sales_team.group_sale_manager'):
            return
        if self:
            claimed = set(CREDIT).intersection(*vals_list)
        else:
            claimed = self._claimed_credit(vals_list)
        if claimed:
            raise AccessError(
                self.env._(
                    "Odoo notes who generated, qualified and closed a lead. Only sales "
                    "administrators correct it: %s",
                    ", ".join(
                        self._fields[name]._description_string(self.env) for name in sorted(claimed)
                    ),
                )
            )

    @api.model
    def _claimed_credit(self, vals_list):
        """Return the names of the fields that credit somebody else with new leads."""
        defaults = {name: self.env.context.get(f'default_{name}') for name in CREDIT}
        # whoever creates a lead has generated it
        allowed = {'generated_by_id': self.env.uid}
        return {
            name
            for vals in vals_list
            for name in CREDIT
            if {**defaults, **vals}[name] not in (None, False, allowed.get(name))
        }

    def _merge_credit(self, others):
        """Keep whose work the merged leads were where this one does not say it."""
        for name in CREDIT:
            if not self[name] and (known := others.filtered(name)):
                self[name] = known[:1][name]

    def _check_owner_sells(self):
        """Refuse an owner outside sales chosen by somebody outside sales."""
        if self.env.su or not self.env.user._is_marketer_only():
            return
        # who marketing gives a lead to may be a user that marketing cannot read
        for owner in self.sudo().user_id:
            if not owner.has_group('sales_team.group_sale_salesman'):
                raise AccessError(
                    self.env._(
                        "%s does not work in sales. Choose a salesperson, or pass the lead to "
                        "sales without one.",
                        owner.name,
                    )
                )
