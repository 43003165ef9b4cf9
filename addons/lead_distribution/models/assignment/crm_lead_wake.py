from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..crm_lead import PROTECTED_FIELDS


class CrmLead(models.Model):
    """A lead that waits to be distributed is so as soon as it is free.

    A rep who finishes a lead has room for another, and somebody may be waiting for that.
    """

    _inherit = 'crm.lead'

    def _wake_for_pending(self, vals):
        """Have the run look again once this is committed: it passed over what was held for it.

        So a lead that is enriched, which takes seconds, waits no minute after that.
        """
        if not vals.keys() - PROTECTED_FIELDS or self.env.context.get('lead_assigning'):
            return
        # whether leads wait is read for the run, not for whoever writes them
        if any(lead.distribution_state in ('pending', 'waiting') for lead in self.sudo()):
            self._trigger_distribution()

    @api.model
    def _changed_since(self):
        """Return the domain of leads that were set aside and have changed since.

        Whatever changed them: a correction, a value computed anew because of their customer, a job.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM crm_lead
                    WHERE distribution_state IN ('waiting', 'unmatched')
                      AND write_date > (distribution_reason->>'at')::timestamp"""
            )
        )
        ids = [lead_id for [lead_id] in rows]
        return Domain('id', 'in', ids) & Domain(
            'distribution_state', 'in', ('waiting', 'unmatched')
        )

    def _try_again(self):
        """Have those of these leads distributed anew that nobody works on now; return them."""
        leads = self.try_lock_for_update(allow_referencing=True)
        leads._write_distribution({'distribution_state': 'pending', 'next_try_at': False})
        return leads

    def _wake_for_room(self, users):
        """Try the leads again that wait because these users, or a team, had no room."""
        if users:
            self.env['lead.distribution.wake']._note(users)

    def _held_before(self, vals):
        """Return the leads with a salesperson that this write may win."""
        if not vals.keys() & {'stage_id', 'probability'}:
            return self.browse()
        return self.filtered(lambda lead: lead.user_id and lead.won_status == 'pending')

    def _wake_for_won(self):
        """Try the leads again that wait for the salespeople who have won one of these."""
        won = self.filtered(lambda lead: lead.won_status == 'won')
        won._wake_for_room(won.user_id)
