from odoo import models


class LeadSla(models.Model):
    """The index of the clocks that count, by the day on which they were or are to be met.

    It has what dashboards ask, and ``lead_id``, which PostgreSQL counts as asked wherever a query
    could join the lead.
    """

    _inherit = 'lead.sla'

    _counted_idx = models.Index(
        "(deadline) INCLUDE (state, kind, lead_id, team_id, company_id) WHERE state != 'cancelled'"
    )
