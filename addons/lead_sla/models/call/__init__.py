"""Calls while they go on, and questions to the sales leader.

Whoever has a lead's form open hears on its channel that something changed, and asks for the rest
by their own rights. The leader's next internal note on the lead answers the question.
"""

from . import (
    lead_call,
    crm_lead,
)
