from odoo import api, fields, models, tools

# what Odoo fills in where a message does not say it
DEFAULTS = {'body', 'date', 'email_add_signature', 'message_type'}


class MailMessage(models.Model):
    _inherit = 'mail.message'

    @api.model
    @tools.ormcache()
    def _has_plain_rows(self):
        """Tell whether no module has messages compute or default anything that Odoo does not."""
        columns = (field for field in self._fields.values() if field.store and field.column_type)
        filled = {field.name for field in columns if field.compute or field.default}
        return filled <= DEFAULTS

    @api.model
    def _row_of(self, values):
        """Return the columns of a new message without recipients, files or tracking."""
        columns = {name: value for name, value in values.items() if self._fields[name].column_type}
        return {'date': fields.Datetime.now(), **columns}
