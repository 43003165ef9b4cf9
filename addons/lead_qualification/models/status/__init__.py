"""The statuses of a lead: seven fixed meanings, the moves people may make, and their log.

People are held to the allowed moves whichever way they write; the system (``sudo``) is not:
``_follow_to`` gives the status that follows from something else. Won and converted leads become
qualified, a lead marked lost becomes trash, a lost opportunity stays qualified, and a restored one
is what it was before. Recycled leads wait for a date, or for a tag (product, offer) they asked
for.
"""

from . import (
    crm_lead,
    crm_lead_outcome,
    crm_tag,
    lead_status,
    lead_status_change,
    lead_status_reason,
)
