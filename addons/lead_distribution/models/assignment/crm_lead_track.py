from odoo import models

from ..crm_lead import PROTECTED_FIELDS

# what a change of these says does not depend on the record it happened to
PLAIN_TYPES = ('many2one', 'selection')

# what assigning and releasing write of the fields that are tracked
CHANGING = ('user_id', 'team_id', 'company_id', 'lead_status_id')


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _as_distribution(self, vals):
        """Return the leads in the context in which distribution writes these values.

        Distribution logs by itself what it does. This is only for what lies below its write: an
        automation rule that acts on these leads is tracked, logged and notified of like a person.
        """
        if 'distribution_state' in vals or vals.keys() <= PROTECTED_FIELDS:
            return self.with_context(
                mail_notrack=True, mail_auto_subscribe_no_notify=True, lead_assigning=True
            )
        return self

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
        messages = changed._message_log_batch(bodies={})
        self.env['mail.tracking.value'].create(
            [
                {**vals, 'mail_message_id': message.id}
                for lead, message in zip(changed, messages, strict=True)
                for vals in changes[lead]
            ]
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
