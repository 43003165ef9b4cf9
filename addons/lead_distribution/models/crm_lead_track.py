from odoo import models
from odoo.addons.lead_qualification.models.bulk import insert_rows
from odoo.tools import SQL

# what a change of these says does not depend on the record it happened to
PLAIN_TYPES = ('many2one', 'selection')
# what assigning and releasing write of the fields that are tracked
CHANGING = ('user_id', 'team_id', 'company_id', 'lead_status_id')


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _tracked_values(self):
        """Return ``{lead id: {tracked field: value}}``, to tell later what has changed.

        Only what an owner and a status change, and what is computed from these, can be different.
        """
        changing = {self._fields[name] for name in CHANGING}
        for field in list(changing):
            changing.update(self.pool.get_dependent_fields(field))
        names = [name for name in self._track_get_fields() if self._fields[name] in changing]
        return {lead.id: {name: lead[name] for name in names} for lead in self}

    def _log_tracked_changes(self, before):
        """Note in the chatter what changed since ``before``.

        This is what Odoo's tracking does message by message; a batch of leads needs a handful of
        statements.
        """
        if self.env.context.get('tracking_disable'):
            return
        names = {lead: lead._changed_names(before[lead.id]) for lead in self}
        labels = self.fields_get(
            set().union(*names.values()),
            attributes=('string', 'type', 'selection', 'currency_field'),
        )
        known = {}
        changes = {
            lead: lead._tracking_vals(names[lead], before[lead.id], labels, known) for lead in self
        }
        changed = self.filtered(lambda lead: changes[lead])
        messages = changed._log_empty_messages()
        insert_rows(
            self.env['mail.tracking.value'],
            [
                {**vals, 'mail_message_id': messages[lead.id]}
                for lead in changed
                for vals in changes[lead]
            ],
        )

    def _changed_names(self, before):
        return [name for name in before if self._has_changed(name, before)]

    def _tracking_vals(self, names, before, labels, known):
        """Return the values of ``mail.tracking.value`` for what changed on one lead.

        :param names: the fields that changed
        :param dict known: what the same changes of other leads said, to be looked up and added to
        """
        key = tuple((name, before[name], self[name]) for name in names)
        is_plain = all(labels[name]['type'] in PLAIN_TYPES for name in names)
        if is_plain and key in known:
            return known[key]
        _updated, commands = self._mail_track(
            {name: labels[name] for name in names}, {name: before[name] for name in names}
        )
        vals_list = [vals for _create, _zero, vals in commands]
        if is_plain:
            known[key] = vals_list
        return vals_list

    def _has_changed(self, name, before):
        field = self._fields[name]
        value = self[name]  # computed here, or Odoo tracks it once more where it computes it
        if field.type == 'properties':
            # Odoo tells of properties only when those of another parent take their place
            parent = field.definition_record
            return bool(before[name]) and before[parent] != self[parent]
        return before[name] != value

    def _log_empty_messages(self):
        """Return ``{lead id: id of a new message}``: Odoo makes the first, the others are like it.

        They differ in nothing but the lead; nobody is notified of any.
        """
        if not self:
            return {}
        message = self[:1].with_context(lead_tracking_note=True)._message_log_batch(bodies={})
        if len(self) == 1:
            return {self.id: message.id}
        message.flush_recordset()
        columns = SQL(', ').join(
            SQL.identifier(name)
            for name, field in message._fields.items()
            if field.store and field.column_type and name not in ('id', 'res_id')
        )
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO mail_message (res_id, %(columns)s)
                SELECT target.id, %(columns)s
                  FROM mail_message, unnest(%(leads)s::int[]) WITH ORDINALITY AS target (id, number)
                 WHERE mail_message.id = %(message)s
                 ORDER BY target.number
             RETURNING res_id, id
                """,
                columns=columns,
                leads=self[1:].ids,
                message=message.id,
            )
        )
        self.invalidate_recordset(['message_ids'], flush=False)
        return {self[:1].id: message.id, **dict(rows)}

    def _message_create(self, values_list):
        """Insert the empty notes of our tracking as rows: that takes a fifth of the time.

        As soon as a module has messages compute or default more than Odoo does, Odoo makes them.
        """
        messages = self.env['mail.message']
        if not self.env.context.get('lead_tracking_note') or not messages._has_plain_rows():
            return super()._message_create(values_list)
        self.invalidate_recordset(['message_ids'], flush=False)
        return insert_rows(messages, [messages._row_of(values) for values in values_list])
