from odoo import models


class LeadSla(models.Model):
    """The index of the clocks that count, by the day on which they were to be met."""

    _inherit = 'lead.sla'

    _decided_idx = models.Index("(deadline) WHERE state IN ('met', 'missed')")
