import logging

from odoo import models
from odoo.fields import Domain

from .collisions import COLLISIONS

_logger = logging.getLogger(__name__)


class LeadPool(models.Model):
    _inherit = 'lead.pool'

    def _segments_of(self, leads):
        """Return ``{segment: leads}``, the first that matches; one query per segment.

        In a pool without segments all leads lie together, in no segment. Leads that no segment
        takes are left out.
        """
        if self.method != 'shotgun':
            return {self.segment_ids.browse(): leads}
        found = {}
        for segment in self.segment_ids:
            if matching := segment._matching(leads):
                found[segment] = matching
                leads -= matching
        return found


class LeadPoolSegment(models.Model):
    _inherit = 'lead.pool.segment'

    def _matching(self, leads):
        """Return those of the leads that match; a filter that fails matches none."""
        try:
            with self.env.cr.savepoint():
                return leads.search(self._lead_domain() & Domain('id', 'in', leads.ids), order='id')
        except COLLISIONS:
            raise
        except Exception:  # one broken filter must not stop the other segments
            _logger.exception("The filter of pool segment %s failed", self.id)
            return leads.browse()
