"""Leads that their pool hides: who may not know of them, and what is hidden with them.

Blind leads are seen by sales administrators who are no members of the pool; shotgun leads by
these, by the members of their segment and, once opened, of the next teams. Everybody else sees a
number. Author, recipient, assignee and organizer make no difference: what they had comes back with
the claim. Hidden leads are listed once per search by the index of pools, never asked for row by
row, and where no pool hides anything nothing is asked.
"""

from . import (
    lead_visibility,
    crm_lead,
    ir_rule,
    hidden_names,
    mail_message,
)
