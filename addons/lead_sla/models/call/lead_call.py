from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# nobody is on the phone for longer; whoever forgot to end a call is not shown on it for ever
LONGEST = timedelta(hours=4)

LEAD_CHANNEL = 'lead.watch_'


class LeadCall(models.Model):
    """A call with a customer while it goes on, so that colleagues can follow it and help."""

    _name = 'lead.call'
    _inherit = ['lead.bound.mixin']
    _description = "Call Going On"
    _order = 'started_at desc, id desc'
    _rec_name = 'lead_id'

    lead_id = fields.Many2one('crm.lead', required=True, index=True, ondelete='cascade')
    user_id = fields.Many2one('res.users', "Salesperson", required=True, ondelete='cascade')
    team_id = fields.Many2one(related='lead_id.team_id')
    phone = fields.Char(related='lead_id.phone')
    started_at = fields.Datetime("On the Phone Since", required=True, index=True)
    ended_at = fields.Datetime("Ended")

    _one_at_a_time = models.UniqueIndex(
        '(user_id) WHERE ended_at IS NULL', "A salesperson is on one call at a time."
    )

    @api.model
    def _live_domain(self):
        return Domain('ended_at', '=', False) & Domain(
            'started_at', '>', self.env.cr.now() - LONGEST
        )

    @api.model
    def _start(self, lead):
        """Have the current user be on a call with a lead, and on no other."""
        # sudo: nobody writes calls by hand; who may write the lead begins and ends their own
        calls = self.sudo()
        calls._of_user(self.env.user)._end()
        calls.flush_model(['ended_at'])  # before the next one, or there would be two for a moment
        now = self.env.cr.now().replace(microsecond=0)
        call = calls.create({'lead_id': lead.id, 'user_id': self.env.uid, 'started_at': now})
        call._tell()
        return call

    @api.model
    def _of_user(self, user):
        return self.search([('user_id', '=', user.id), ('ended_at', '=', False)])

    def _end(self):
        if self:
            self.write({'ended_at': self.env.cr.now().replace(microsecond=0)})
            self._tell()

    def _tell(self):
        """Have the web clients look again that show these leads, or the list of calls."""
        self.lead_id._tell_watchers()
        salespeople = self.env.ref('sales_team.group_sale_salesman')
        self.env['bus.bus']._sendone(salespeople, 'lead_calls_changed', {})

    @api.autovacuum
    def _gc_forgotten(self):
        forgotten = Domain('ended_at', '=', False) & Domain(
            'started_at', '<=', self.env.cr.now() - LONGEST
        )
        self.search(forgotten)._end()


class IrWebsocket(models.AbstractModel):
    _inherit = 'ir.websocket'

    def _build_bus_channel_list(self, channels):
        """Let whoever may read a lead watch it: ``lead.watch_5`` is what the web client asks for.

        What comes this way says only which lead has changed; the client asks for the rest.
        """
        asked = {name for name in channels if str(name).startswith(LEAD_CHANNEL)}
        channels = super()._build_bus_channel_list([name for name in channels if name not in asked])
        numbers = [name.removeprefix(LEAD_CHANNEL) for name in asked]
        ids = [int(number) for number in numbers if number.isdecimal()]
        leads = self.env['crm.lead'].with_context(active_test=False)
        if ids and self.env.user._is_internal() and leads.has_access('read'):
            channels.extend(leads.search([('id', 'in', ids)]))
        return channels
