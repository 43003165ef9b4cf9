from odoo import models
from odoo.tools import SQL

KEYS = {
    'email': SQL('lead.email_normalized'),
    'phone': SQL('lead.phone_sanitized'),
    'partner': SQL('partner.commercial_partner_id'),
}


class CrmLead(models.Model):
    """Who knows the customer of a lead already, found in bulk."""

    _inherit = 'crm.lead'

    def _customer_keys(self):
        """Return by what a customer who is known already is recognized."""
        customer = self.partner_id.commercial_partner_id
        return (('customer', customer.id),) if customer else ()

    def _duplicate_keys(self):
        """Return by what another open lead from the same customer is recognized."""
        keys = {
            'email': self.email_normalized,
            'phone': self.phone_sanitized,
            'partner': self.partner_id.commercial_partner_id.id,
        }
        return tuple((kind, value) for kind, value in keys.items() if value)

    def _known_owners(self, rules):
        """Return ``{key: ids of the users who have leads with it, the latest first}``.

        At most four queries for any number of leads, and none for what no rule asks.
        """
        owners = {}
        if any(rules.mapped('keep_customer_owner')):
            owners |= self._owners_of_customers()
        if any(rules.mapped('keep_duplicate_owner')):
            owners |= self._owners_of_duplicates()
        return owners

    def _owners_of_customers(self):
        """A customer is his salesperson's, else of whoever has his latest lead."""
        customers = self.partner_id.commercial_partner_id
        latest = self._latest_owners('partner', customers.ids, SQL('TRUE'))
        return {
            ('customer', customer.id): (*customer.user_id.ids, *latest.get(customer.id, ())[:1])
            for customer in customers
        }

    def _owners_of_duplicates(self):
        """An open lead with the same e-mail, phone or customer tells who works on it."""
        keys = {key for lead in self for key in lead._duplicate_keys()}
        is_open = SQL("lead.active AND lead.won_status = 'pending'")
        owners = {}
        for kind in KEYS:
            values = [value for key_kind, value in keys if key_kind == kind]
            latest = self._latest_owners(kind, values, is_open)
            owners |= {(kind, value): user_ids for value, user_ids in latest.items()}
        return owners

    def _latest_owners(self, kind, values, condition):
        """Return ``{value: ids of the users who have leads with it, the latest first}``."""
        if not values:
            return {}
        self.flush_model(
            ['user_id', 'active', 'won_status', 'email_normalized', 'phone_sanitized', 'partner_id']
        )
        self.env['res.partner'].flush_model(['commercial_partner_id'])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT known.value, ARRAY_AGG(lead.user_id ORDER BY lead.id DESC)
                  FROM UNNEST(%(values)s) AS known(value)
                  JOIN (crm_lead AS lead LEFT JOIN res_partner AS partner
                                                ON partner.id = lead.partner_id)
                    ON %(key)s = known.value
                 WHERE lead.user_id IS NOT NULL AND %(condition)s
                   AND lead.id NOT IN %(not_given)s
                 GROUP BY 1
                """,
                key=KEYS[kind],
                # a list in the condition would use Odoo's trigram index: a minute per 2,000 leads
                values=sorted(values),
                condition=condition,
                not_given=tuple(self._not_given()),
            )
        )
        return {value: tuple(dict.fromkeys(user_ids)) for value, user_ids in rows}
