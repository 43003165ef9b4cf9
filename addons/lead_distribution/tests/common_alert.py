import json

from .common import LeadDistributionCase


class LeadAlertCase(LeadDistributionCase):
    """Base case: what the bus has brought to whom."""

    def heard(self, channel, kind='lead_alert'):
        """Return what the web clients of a user, or the listeners to a pool, were sent."""
        self.env.cr.precommit.run()
        record = channel.partner_id if channel._name == 'res.users' else channel
        name = json.dumps([self.env.cr.dbname, record._name, record.id], separators=(',', ':'))
        rows = self.env['bus.bus'].sudo().search([('channel', '=', name)], order='id')
        messages = [json.loads(message) for message in rows.mapped('message')]
        return [message['payload'] for message in messages if message['type'] == kind]

    def names(self, channel):
        """Return the names of the leads that the alerts of a user tell him."""
        return [lead['name'] for alert in self.heard(channel) for lead in alert['leads']]

    def pending(self, user):
        return self.env['lead.pool'].with_user(user).get_lead_alerts()
