import logging

from odoo import api, models
from odoo.addons.lead_distribution.tools.batches import COLLISIONS

from .lead_touch import SETTLED

# The lead is written first, though with what it has: of all who change which touches there are,
# and of the batch that counts them, which holds the lead, the later one sees the earlier one or is
# refused. For the same reason touches are written that seem to have no number: a batch may have
# given them one since our snapshot.
FORGET = (
    "UPDATE crm_lead SET last_touch_at = last_touch_at WHERE id = ANY(%s)",
    """UPDATE lead_touch SET attempt = NULL
        WHERE lead_id = ANY(%s) AND (direction = 'out' OR attempt IS NOT NULL)""",
    """UPDATE lead_assignment SET first_touch_at = NULL
        WHERE lead_id = ANY(%s) AND first_touch_at IS NOT NULL""",
)

_logger = logging.getLogger(__name__)

SHOWN = 10_000


class LeadTouch(models.Model):
    """Which attempt a touch was, counted once for the reports.

    Recording a touch counts nothing: reports count what has no number yet, and a job of its own
    gives it one and notes the first touch of each assignment. What comes later with an earlier
    date makes the numbers of its lead empty again.
    """

    _inherit = 'lead.touch'

    def _forget_attempts(self):
        """Have all touches of these leads counted anew, and the first touch in each assignment."""
        if not self:
            return
        assignments = self.env['lead.assignment']
        self.flush_model(['lead_id', 'attempt'])
        assignments.flush_model(['lead_id', 'first_touch_at'])
        leads = self.sudo().lead_id.ids  # sudo: a lead is counted whoever may see it
        for statement in FORGET:
            self.env.cr.execute(statement, [leads])
        self.invalidate_model(['attempt'])
        assignments.invalidate_model(['first_touch_at'])

    @api.model
    def _cron_count_attempts(self, batch_size=500):
        """Count the touches that have no number yet, lead by lead, a transaction per batch.

        What somebody else works on gets none until the next run: reports count it by themselves.
        """
        cron = self.env['ir.cron']
        settled = self.env.cr.now() - SETTLED
        # so many are shown as remaining: counting millions would take longer than a batch
        time_left = cron._commit_progress(remaining=len(self._find_uncounted(settled, 0, SHOWN)))
        last = 0
        while time_left:
            leads = self._find_uncounted(settled, last, batch_size)
            if not leads:
                cron._commit_progress(remaining=0)
                break
            last = leads.ids[-1]
            time_left = cron._commit_progress(self._count_unless_changed(leads, settled))

    @api.model
    def _find_uncounted(self, settled, after, limit):
        """Return the next leads after this id that have a touch without a number."""
        self.flush_model()
        self.env.cr.execute(UNCOUNTED, [settled, after, limit])
        return self.env['crm.lead'].browse(lead for [lead] in self.env.cr.fetchall())

    @api.model
    def _count_unless_changed(self, leads, settled):
        """Return how many of these leads were counted, none if one has changed since they were
        found: this batch is lost then, and no other.
        """
        try:
            return len(self._count_attempts(leads, settled))
        except COLLISIONS:
            _logger.info("Another transaction came between; these attempts are counted next time.")
            self.env.cr.rollback()
            return 0

    @api.model
    def _count_attempts(self, leads, settled):
        """Count those of these leads that nobody else works on, and return them."""
        leads = leads.try_lock_for_update(allow_referencing=True)
        assignments = self.env['lead.assignment'].sudo()  # sudo: all are counted, whoever runs it
        assignments = assignments.search(
            [('lead_id', 'in', leads.ids), ('first_touch_at', '=', False)]
        )
        leads -= (assignments - assignments.try_lock_for_update(allow_referencing=True)).lead_id
        for statement in (ATTEMPTS, FIRST_TOUCHES) if leads else ():
            self.env.cr.execute(statement, {'leads': leads.ids, 'settled': settled})
        self.invalidate_model(['attempt'])
        assignments.invalidate_model(['first_touch_at'])
        return leads


UNCOUNTED = """
    SELECT DISTINCT lead_id FROM lead_touch
     WHERE attempt IS NULL AND direction = 'out' AND date < %s AND lead_id > %s
  ORDER BY lead_id LIMIT %s
"""


ATTEMPTS = """
    UPDATE lead_touch AS touch SET attempt = counted.number
      FROM (SELECT id, row_number() OVER (PARTITION BY lead_id ORDER BY date, id) AS number
              FROM lead_touch
             WHERE direction = 'out' AND lead_id = ANY(%(leads)s) AND date < %(settled)s) AS counted
     WHERE counted.id = touch.id AND touch.attempt IS DISTINCT FROM counted.number
"""


FIRST_TOUCHES = """
    UPDATE lead_assignment AS assignment SET first_touch_at = touched.date
      FROM (SELECT assignment.id, MIN(touch.date) AS date
              FROM lead_assignment AS assignment
              JOIN lead_touch AS touch
                ON touch.lead_id = assignment.lead_id AND touch.direction = 'out'
               AND touch.date >= assignment.assigned_at
             WHERE assignment.lead_id = ANY(%(leads)s) AND assignment.first_touch_at IS NULL
               AND touch.date < %(settled)s
          GROUP BY assignment.id) AS touched
     WHERE touched.id = assignment.id
"""
