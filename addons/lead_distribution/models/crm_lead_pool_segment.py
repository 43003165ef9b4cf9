from odoo import models

from .crm_lead import PROTECTED_FIELDS


class CrmLead(models.Model):
    """Leads of a shotgun pool lie in the segment that their data says."""

    _inherit = 'crm.lead'

    def _update_segments(self):
        """Move leads to the segments that match them now, or out of a pool that has none."""
        for pool, leads in self.filtered('pool_id').grouped('pool_id').items():
            found = pool._segments_of(leads)
            for segment, matching in found.items():
                matching.filtered(
                    lambda lead, segment=segment: lead.pool_segment_id != segment
                )._move_to_segment(pool, segment)
            (leads - leads.browse().union(*found.values()))._leave_segments(pool)

    def _move_to_segment(self, pool, segment):
        if not self:
            return
        self._after_unpooled()
        before = self.grouped('pool_segment_id')
        self._write_distribution(
            {
                'pool_segment_id': segment.id,
                'pool_segment_at': segment and self.env.cr.now(),
                'pool_opened': False,
                'pool_open_step_id': False,
            }
        )
        for old, leads in before.items():
            pool._log(leads, 'segment', from_segment_id=old.id)
        self._plan_pool_steps()
        self._after_pooled('entered')

    def _leave_segments(self, pool):
        for old, leads in self.grouped('pool_segment_id').items():
            pool._log(leads, 'unsegmented', from_segment_id=old.id, segment_id=False)
        self._set_aside_unsegmented(pool)
        self._write_distribution({'pool_left_id': pool.id})

    def _set_aside_unsegmented(self, pool):
        """Put leads that no segment of their pool takes where everybody sees the reason."""
        if self:
            self._write_distribution(
                {
                    'distribution_state': 'unmatched',
                    'distribution_reason': self._reason('unsegmented', pool=pool.name),
                    'next_try_at': False,
                    'pool_id': False,
                }
            )

    def _follow_segment(self, vals):
        """Put leads of shotgun pools into the segment that their new values say."""
        if vals.keys() - PROTECTED_FIELDS and not self.env.context.get('lead_assigning'):
            # sudo: who changes a lead need not be one to whom its segment is open
            self.sudo().filtered(lambda lead: lead.pool_method == 'shotgun')._update_segments()
