from odoo import api, models
from odoo.fields import Domain

from ..engine.absence import moves_of_absent
from .lead_assignment_credit import CREDITED_REASONS


class LeadDistributionMember(models.Model):
    """The places of absent members, moved on by the return policy of their rule."""

    _inherit = 'lead.distribution.member'

    def unlink(self):
        stints = self._open_stints()
        res = super().unlink()
        stints._give_back_on_team_change()
        return res

    def _open_stints(self):
        """Return what these members were given here and still have."""
        if not self:
            return self.env['lead.assignment']
        # whoever may change the rule moves its leads, also those he may not read
        stints = self.env['lead.assignment'].sudo()
        return stints._open_of(self.user_id, Domain('member_id', 'in', self.ids))

    def _with_moves_of_absent(self, rule, moves):
        """Return the moves together with those of the members who are not there now."""
        if rule.return_policy == 'none':
            return moves
        places = {member.id: (member.deficit, member.weight) for member in self}
        booked = {member_id: move[1] for member_id, move in moves.items()}
        present = rule._present_member_ids()
        extra = moves_of_absent(rule.return_policy, rule.catch_up_leads, places, booked, present)
        floors = self._booked_sums([key for key, move in extra.items() if move < 0])
        moves = dict(moves)
        for member_id, move in extra.items():
            leads, own, turn = moves.get(member_id, (0, 0.0, 0))
            # a place never falls behind what the member has really got
            lowest = min(floors.get(member_id, 0) - places[member_id][0] - own, 0)
            moves[member_id] = (leads, own + max(move, lowest), turn)
        return moves

    @api.model
    def _booked_sums(self, member_ids):
        """Return ``{member id: what the leads the member got count}``, without those taken back."""
        if not member_ids:
            return {}
        # rights do not change what a rep was given
        rows = (
            self.env['lead.assignment']
            .sudo()
            ._read_group(
                [
                    ('member_id', 'in', member_ids),
                    '|',
                    ('release_reason', '=', False),
                    ('release_reason', 'not in', CREDITED_REASONS),
                ],
                ['member_id'],
                ['booked:sum'],
            )
        )
        return {member.id: booked for member, booked in rows}

    def _stints_before(self, vals):
        """Return what members who leave their places by this write were given there."""
        if 'user_id' not in vals:
            return self.env['lead.assignment']
        return self.filtered(lambda member: member.user_id.id != vals['user_id'])._open_stints()
