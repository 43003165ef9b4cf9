import json

from odoo import models
from odoo.tools import SQL

# whose limits have room again when one of his leads is finished, and those of a whole team
FREED_LIMITS = ('open_cap', 'grade_cap', 'tier_cap')
FREED = """$.exclusions[*] ? (
    @.key == "team_cap" || @.user_id == $users[*] && @.key == $limits[*])"""


class CrmLead(models.Model):
    """A rep who finishes a lead has room for another, and somebody may be waiting for that."""

    _inherit = 'crm.lead'

    def write(self, vals):
        held = self.browse()
        if vals.keys() & {'stage_id', 'probability'}:
            held = self.filtered(lambda lead: lead.user_id and lead.won_status == 'pending')
        res = super().write(vals)
        if won := held.filtered(lambda lead: lead.won_status == 'won'):
            won._wake_for_room(won.user_id)
        return res

    def unlink(self):
        users = self.filtered(lambda lead: lead.won_status == 'pending').user_id
        res = super().unlink()
        self._wake_for_room(users)
        return res

    def _after_release(self, assignments):
        res = super()._after_release(assignments)
        self._wake_for_room(assignments.user_id)
        return res

    def _wake_for_room(self, users):
        """Try the leads again that wait because these users, or a team, had no room."""
        if not users:
            return
        self.env['crm.lead'].flush_model(['distribution_state', 'distribution_reason'])
        self._retry_distribution(
            SQL(
                """distribution_state = 'waiting'
                   AND jsonb_path_exists(distribution_reason, %s, %s::jsonb)""",
                FREED,
                json.dumps({'users': users.ids, 'limits': FREED_LIMITS}),
            )
        )
