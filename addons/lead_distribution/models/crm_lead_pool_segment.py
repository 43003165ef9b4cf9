from odoo import models


class CrmLead(models.Model):
    """Leads of a shotgun pool lie in the segment that their data says."""

    _inherit = 'crm.lead'

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
