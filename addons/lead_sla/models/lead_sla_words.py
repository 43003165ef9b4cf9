from markupsafe import Markup

from odoo import models
from odoo.tools.misc import format_datetime

LISTED = 20


class LeadSla(models.Model):
    """What steps tell people about clocks, in the language of the recordset."""

    _inherit = 'lead.sla'

    def _summarize(self, user):
        """Return which leads are meant, in a line."""
        if len(self) > 1:
            return self.env._("%s leads are waiting", len(self))
        return self.env._(
            "%(lead)s: %(promise)s, until %(deadline)s",
            lead=self.lead_id.display_name,
            promise=self._kind_label(),
            deadline=self._tell_time(self.deadline, user),
        )

    def _list_leads(self, user):
        """Return a list of the leads with links, for a mail."""
        items = Markup().join(
            Markup('<li><a href="%s">%s</a>: %s</li>')
            % (
                f'{lead.get_base_url()}/odoo/crm.lead/{lead.id}',
                lead.display_name,
                self.env._(
                    "%(promise)s, until %(deadline)s",
                    promise=clock._kind_label(),
                    deadline=clock._tell_time(clock.deadline, user),
                ),
            )
            for clock in self[:LISTED]
            for lead in clock.lead_id
        )
        return Markup('<ul>%s</ul>') % items

    def _tell_loss(self):
        """Return which leads their salesperson has lost, and why."""
        if len(self) > 1:
            return self.env._(
                "%(count)s leads moved on, because the promised time was over: %(leads)s",
                count=len(self),
                leads=", ".join(self[:LISTED].lead_id.mapped('display_name')),
            )
        return self.env._(
            "%(lead)s moved on, because the promised time was over. %(promise)s",
            lead=self.lead_id.display_name,
            promise=self.target_id.display_name,
        )

    def _tell_giving_up(self, status):
        """Return which leads have been given up, and with what status."""
        return self.env._(
            "Now %(status)s, and no longer with you: %(leads)s",
            status=status.with_env(self.env).name,
            leads=", ".join(self[:LISTED].lead_id.mapped('display_name')),
        )

    def _kind_label(self):
        return dict(self._fields['kind']._description_selection(self.env)).get(self.kind, '')

    def _tell_time(self, moment, user):
        return format_datetime(self.env, moment, tz=user.tz or 'UTC', dt_format='short')
