from odoo import models
from odoo.tools import SQL

# of the many fields of a user and his contact, those that a claim reads
USER = ('active', 'lead_available', 'partner_id', 'company_id')
CONTACT = ('name', 'email', 'tz', 'lang')


class ResUsers(models.Model):
    """A user who claims, read with the lock that his claims wait for."""

    _inherit = 'res.users'

    def _read_claimer(self):
        """Read of the user what a claim needs."""
        user = self.sudo()  # it is himself
        user.fetch(USER)
        user.partner_id.fetch(CONTACT)

    def _lock_claimer(self):
        """Have nobody else give this user leads at the same time, and read what a claim needs."""
        self.flush_recordset(['lead_load_date', *USER])
        contacts = self.env['res.partner']
        contacts.flush_model(CONTACT)
        columns = [SQL.identifier('res_users', name) for name in USER]
        columns += [SQL.identifier('res_partner', name) for name in CONTACT]
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_users SET lead_load_date = %s
                  FROM res_partner
                 WHERE res_users.id = %s AND res_partner.id = res_users.partner_id
             RETURNING %s
                """,
                self.env.cr.now(),
                self.id,
                SQL(', ').join(columns),
            ),
            log_exceptions=False,  # whoever is refused here is tried again
        )
        values = self.env.cr.fetchone()
        self.invalidate_recordset(['lead_load_date'], flush=False)
        for name, value in zip(USER, values, strict=False):
            self._fields[name]._insert_cache(self, [value])
        contact = contacts.browse(values[USER.index('partner_id')])
        for name, value in zip(CONTACT, values[len(USER) :], strict=True):
            contact._fields[name]._insert_cache(contact, [value])
