from odoo import models


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _tracked_values(self):
        """Return ``{lead id: {tracked field: value}}``, to tell later what has changed."""
        names = self._track_get_fields()
        return {lead.id: {name: lead[name] for name in names} for lead in self}

    def _log_tracked_changes(self, before):
        """Note in the chatter what changed since ``before``.

        This is what Odoo's tracking does message by message; a batch of leads needs two inserts.
        """
        if self.env.context.get('tracking_disable'):
            return
        labels = self.fields_get(
            self._track_get_fields(),
            attributes=('string', 'type', 'selection', 'currency_field'),
        )
        commands = {lead.id: lead._mail_track(labels, before[lead.id])[1] for lead in self}
        changed = self.filtered(lambda lead: commands[lead.id])
        messages = changed._message_log_batch(bodies={})
        self.env['mail.tracking.value'].create(
            [
                {**vals, 'mail_message_id': message.id}
                for lead, message in zip(changed, messages, strict=True)
                for _create, _zero, vals in commands[lead.id]
            ]
        )
