import json

from odoo import api, fields, models
from odoo.tools import SQL

# whose limits have room again when one of his leads is finished, and those of a whole team
FREED_LIMITS = ('open_cap', 'grade_cap', 'tier_cap')

FREED = """$.exclusions[*] ? (
    @.key == "team_cap" || @.user_id == $users[*] && @.key == $limits[*])"""


class LeadDistributionWake(models.Model):
    """A note for the next run that leads nobody could take are to be tried again.

    Who makes room for them does not see what a run sets aside at the same moment, so he cannot
    wake it himself; nor should he touch rows that the run is writing.
    """

    _name = 'lead.distribution.wake'
    _description = "Waiting Leads to Try Again"

    # whose limits have room again; without a user all leads that wait are tried
    user_id = fields.Many2one('res.users', "Salesperson", ondelete='cascade', readonly=True)

    @api.model
    def _note(self, users=None):
        """Have the next run try again what waits: for these users to have room, or at all."""
        if not self.env['lead.distribution.rule']._is_set_up():
            return
        user_ids = [False] if users is None else users.ids
        # the note says nothing but that something changed, and nobody reads it but the run
        self.sudo().create([{'user_id': user_id} for user_id in user_ids])
        self.env['crm.lead']._trigger_distribution()

    def _act(self):
        """Try the leads again that these notes are about; return the notes that are done."""
        notes = self.try_lock_for_update()
        if notes:
            self.env['crm.lead']._set_pending(notes._condition())
            notes.unlink()
        return notes

    def _condition(self):
        """Return which of the leads that wait are tried again, as a condition in SQL."""
        users = self.user_id
        if any(not note.user_id for note in self):
            return SQL("distribution_state IN ('waiting', 'unmatched')")
        return SQL(
            """distribution_state = 'waiting'
               AND jsonb_path_exists(distribution_reason, %s, %s::jsonb)""",
            FREED,
            json.dumps({'users': users.ids, 'limits': FREED_LIMITS}),
        )
