from odoo import api, models, tools
from odoo.fields import Domain

from ...tools import lead_links

# who creates these must have rights on their document, as Odoo itself checks
CHECKED_BY_ODOO = ('mail.message',)


class Base(models.AbstractModel):
    """Nobody makes a record lead to a lead that they may not read.

    Odoo fills related fields, stored computed fields and names as superuser: from the number of any
    lead a form would tell what the lead is. The models are those of all apps that lead to a lead;
    for others, and for superusers, there is nothing but one look into a cache.
    """

    _inherit = 'base'

    @api.model
    @tools.ormcache('self._name')
    def _lead_links(self):
        return lead_links.link_fields(self)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        is_asked = not self.env.su and self._name not in CHECKED_BY_ODOO
        if is_asked and (names := self._lead_links()):
            records._check_linked_leads(lead_links.kept_links(self, names))
        return records

    def write(self, vals):
        if self.env.su or not any(vals.get(name) for name in self._lead_links()):
            return super().write(vals)  # what is emptied leads nowhere
        names = lead_links.kept_links(self, self._lead_links())
        known = self._linked_documents(names)
        result = super().write(vals)
        self._check_linked_leads(names, known)
        return result

    def onchange(self, values, field_names, fields_spec):
        if not self.env.su and isinstance(values, dict):
            opened = () if field_names else fields_spec
            self._check_form_leads(values, opened)
        return super().onchange(values, field_names, fields_spec)

    def _check_form_leads(self, values, opened=()):
        """Refuse values of a form, and of its lines, that lead to leads one may not read.

        :param opened: the fields for which the form asks defaults, if it is just opened
        """
        names = self._lead_links()
        if names and opened:
            wanted = {*names, *opened, *lead_links.model_fields(self, names)}
            values = {**self.default_get(list(wanted)), **values}
        if given := [name for name in names if values.get(name)]:
            known = self._linked_documents(given)
            held = {name: values[name] for name in values if name in self._fields and name != 'id'}
            self.new(held, origin=self[:1])._check_linked_leads(given, known)
        for model, line in lead_links.lines(self, values):
            model._check_form_leads(line)

    def _check_linked_leads(self, names, known=None):
        """Refuse records that lead to leads one may not read, but those ``known`` before.

        :raises AccessError: naming them as Odoo does for who reads them
        """
        for model, reached in self._linked_documents(names).items():
            reached = reached.sudo(False)
            reached -= (known or {}).get(model, reached.browse()).sudo(False)
            if kept := reached - reached._filtered_access('read'):
                (kept - self._told_before(names, kept)).check_access('read')

    def _linked_documents(self, names):
        """Return what the fields lead to, by model, whether one may read it or not."""
        for name in names:
            if self._fields[name].compute:
                self.mapped(name)  # what the user may not search for is not computed as superuser
        # sudo: to find out what the records lead to; whether it may be read is asked of that
        return lead_links.documents(self.sudo(), names)

    def _told_before(self, names, documents):
        """Return those of the documents that other records lead the user to anyhow.

        Else nobody could copy a meeting or an order of a colleague's lead. What a dialog was opened
        for is no such record: it tells more than a name.
        """
        names = [name for name in names if self._fields[name].relational]
        if self._transient or not (names and self._log_access and self.has_access('read')):
            return documents.browse()
        earlier = self.with_context(active_test=False).search(
            Domain('create_date', '<', self.env.cr.now())
            & Domain.OR(Domain(name, 'in', documents.ids) for name in names)
        )
        told = lead_links.documents(earlier.sudo(), names).get(documents._name)
        return documents & told.sudo(False) if told else documents.browse()
