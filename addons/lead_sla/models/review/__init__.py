"""Reviews: the team's meeting, its schedule, its agenda and its decisions.

The agenda is computed for whoever looks until the review is held, then frozen for all as data, and
put in words by the same code. Attending gives no right to a lead: each reader sees the lines of
the leads they may see. Decisions become activities, each once, and are changed there from then on.
"""

from . import (
    lead_review,
    lead_review_agenda,
    lead_review_rows,
    lead_review_words,
    lead_review_hold,
    lead_review_decision,
    crm_team,
)
