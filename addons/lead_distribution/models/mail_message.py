from odoo import api, fields, models

from .plain_rows import is_plain

# what Odoo fills in where a message does not say it
DEFAULTS = {'body', 'date', 'email_add_signature', 'message_type'}


class MailMessage(models.Model):
    _inherit = 'mail.message'

    @api.model
    def _has_plain_rows(self):
        """Tell whether no module has a message do, compute or default what Odoo does not."""
        return is_plain(self, DEFAULTS)

    @api.model
    def _row_of(self, values):
        """Return the columns of a new message without recipients, files or tracking."""
        columns = {name: value for name, value in values.items() if self._fields[name].column_type}
        return {'date': fields.Datetime.now(), **columns}
