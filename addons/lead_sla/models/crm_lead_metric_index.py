from odoo import models


class CrmLead(models.Model):
    """Indexes of the moments that reports and metrics ask for by day.

    Most leads never get so far, so each is small; Odoo has one of ``create_date``, and ours of
    ``first_touch_at`` came with the field. The expressions are those of
    ``lead_metric_definition`` and ``lead_scoreboard_report``.
    """

    _inherit = 'crm.lead'

    _passed_at_idx = models.Index('(passed_at) WHERE passed_at IS NOT NULL')
    _accepted_moment_idx = models.Index(
        """((LEAST(accepted_at, qualified_at)))
        WHERE LEAST(accepted_at, qualified_at) IS NOT NULL"""
    )
    _opportunity_moment_idx = models.Index(
        "((COALESCE(date_conversion, create_date))) WHERE type = 'opportunity'"
    )
    _date_closed_idx = models.Index(
        '(date_closed) INCLUDE (won_status, user_id, type, partner_id)'
        ' WHERE date_closed IS NOT NULL'
    )
    _held_moment_idx = models.Index(
        '((COALESCE(date_open, create_date))) WHERE user_id IS NOT NULL'
    )
    # what the dashboard asks of the leads in pools just now
    _pooled_idx = models.Index(
        "(pool_id) INCLUDE (pooled_at, company_id, distribution_state)"
        " WHERE distribution_state = 'pool'"
    )
