from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain


class ResUsers(models.Model):
    """Who receives leads at all, and who of them is on leave.

    A rep who is gone for long gives untouched leads back.
    """

    _inherit = 'res.users'

    lead_leave_until = fields.Datetime("On Leave Until", compute='_compute_lead_leave_until')
    receives_leads = fields.Boolean(
        compute='_compute_receives_leads',
        search='_search_receives_leads',
        help="In an active rule or pool, or the backup of somebody who is.",
    )

    def _compute_lead_leave_until(self):
        ends = self._lead_leave_ends(self.env.cr.now())
        for user in self:
            user.lead_leave_until = ends.get(user.id)

    def _lead_leave_ends(self, now):
        """Return ``{user id: end}`` of those on leave now, whoever recorded the leave."""
        # whether somebody is on leave decides who gets a lead; nothing else of it is read
        leaves = self.env['resource.calendar.leaves'].sudo()
        rows = leaves._read_group(
            [
                ('resource_id.user_id', 'in', self.ids),
                ('time_type', '=', 'leave'),
                ('date_from', '<=', now),
                ('date_to', '>', now),
            ],
            ['resource_id'],
            ['date_to:max'],
        )
        ends = {}
        for resource, end in rows:
            user_id = resource.user_id.id
            ends[user_id] = max(end, ends.get(user_id, end))
        return ends

    def _filter_absent(self):
        """Return those of these users who are away, or on leave now."""
        on_leave = self._lead_leave_ends(self.env.cr.now())
        return self.filtered(lambda user: user.lead_presence == 'away' or user.id in on_leave)

    def _presence_state(self, leave_end, opening, now):
        """Return what the engine wants to know of a rep who works again at `opening`."""
        self.ensure_one()
        # the first filter that stops him decides, in the order of the engine
        back_at = opening if opening != now else None
        if not self.lead_available:
            back_at = self.lead_presence_until
        elif leave_end:
            back_at = leave_end
        return {
            'is_on_leave': bool(leave_end),
            'has_hours': bool(opening),
            'is_working': opening == now,
            'back_at': back_at or None,
        }

    def _compute_receives_leads(self):
        # who is in which rule or pool is not everybody's to read; only the yes or no gets out
        receivers = self.sudo().search([('id', 'in', self.ids), ('receives_leads', '=', True)])
        for user in self:
            user.receives_leads = user in receivers

    def _search_receives_leads(self, operator, value):
        if operator != 'in':
            return NotImplemented
        # who is in which rule or pool is not everybody's to read; only the yes or no gets out
        rules = self.env['lead.distribution.rule'].sudo().search([])
        turns = rules.filtered(lambda rule: rule.method != 'pool')
        users = turns.member_ids.user_id | rules.fallback_user_id
        users |= self.env['lead.pool'].sudo().search([]).member_ids
        return Domain('id', 'in', (users | users.lead_backup_id).ids)

    def _hand_out_candidates(self):
        """Return the users as candidates of a leader's hand: not in any rule, on leave or not."""
        teams = self._lead_teams()
        leaves = self._lead_leave_ends(self.env.cr.now())
        return tuple(
            user._lead_candidate(
                id=user.id, is_on_leave=bool(leaves.get(user.id)), **teams.get(user.id, {})
            )
            for user in self
        )

    def _give_back_while_away(self):
        """Take the untouched leads of those off who have just gone away for long."""
        now = self.env.cr.now()
        for user in self.filtered('lead_presence_until'):
            if user.lead_presence == 'away':
                stints = self.env['lead.assignment']._open_of(user)
                stints._after_days(user.lead_presence_until - now)._give_back('leave')

    @api.model
    def _give_back_on_leave(self):
        """Take the untouched leads of those off whose long leave has begun."""
        for leave in self._long_leaves():
            # who claims a lead during his leave means to work on it
            since = max(leave.date_from, leave.create_date)
            stints = self.env['lead.assignment']._open_of(
                leave.resource_id.user_id, Domain('assigned_at', '<=', since)
            )
            stints._after_days(leave.date_to - leave.date_from)._give_back('leave')

    @api.model
    def _long_leaves(self):
        """Return the personal leaves of today that are long enough for some company."""
        limits = self.env['res.company'].search([]).mapped('lead_leave_days')
        shortest = min(filter(None, limits), default=0)
        if not shortest:
            return self.env['resource.calendar.leaves']
        return (
            self.env['resource.calendar.leaves']
            ._of_people_now()
            .filtered(lambda leave: leave.date_to - leave.date_from > timedelta(days=shortest))
        )
