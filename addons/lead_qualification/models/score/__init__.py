"""Score and grade of a lead, from fit, interest, answers and Odoo's probability.

The score is the weighted mean of what is known; a missing factor is left out. The grade is the
cell of fit by interest; then a passed scorecard lifts it, not above the best cell of a known fit,
a failed one lowers it, and a knock-out is a D. ``score_basis`` keeps what a score was made of, for
its reasons. Closed leads keep the score they closed with.
"""

from . import (
    crm_lead,
    crm_lead_store,
    crm_lead_explanation,
    lead_score_policy,
)
