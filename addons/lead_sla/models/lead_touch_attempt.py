from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# a touch is counted once no other can come before it: transactions are over by then
SETTLED = timedelta(hours=1)


class LeadTouch(models.Model):
    """Which attempt a touch was, counted once for the reports.

    Recording a touch counts nothing: reports count what has no number yet, and the hourly job gives
    it one. What comes later with an earlier date makes the numbers of its lead empty again.
    """

    _inherit = 'lead.touch'

    attempt = fields.Integer(
        readonly=True, copy=False, help="The number of this touch among ours on its lead."
    )

    _uncounted_idx = models.Index("(lead_id) WHERE attempt IS NULL AND direction = 'out'")

    def write(self, vals):
        if vals.keys() & {'lead_id', 'date', 'direction'}:
            self._forget_attempts()
            result = super().write(vals)
            self._forget_attempts()
            return result
        return super().write(vals)

    def unlink(self):
        self._forget_attempts()
        return super().unlink()

    def _forget_attempts(self):
        """Have all touches of these leads counted anew, and the first touch of their stints."""
        if not self:
            return
        leads = self.sudo().lead_id.ids  # sudo: a lead is counted whoever may see it
        for model, fname in (('lead.touch', 'attempt'), ('lead.assignment', 'first_touch_at')):
            table = self.env[model]
            table.flush_model(['lead_id', fname])
            self.env.cr.execute(
                SQL(
                    "UPDATE %(table)s SET %(column)s = NULL"
                    " WHERE lead_id = ANY(%(leads)s) AND %(column)s IS NOT NULL",
                    table=SQL.identifier(table._table),
                    column=SQL.identifier(fname),
                    leads=leads,
                )
            )
            table.invalidate_model([fname])

    @api.model
    def _count_attempts(self):
        """Number the touches that have no number yet, and note the first one of each stint."""
        self.flush_model()
        self.env['lead.assignment'].flush_model()
        self.env.cr.execute(
            """SELECT DISTINCT lead_id FROM lead_touch
                WHERE attempt IS NULL AND direction = 'out' AND date < %s""",
            [self.env.cr.now() - SETTLED],
        )
        leads = [lead for [lead] in self.env.cr.fetchall()]
        for statement in (ATTEMPTS, FIRST_TOUCHES) if leads else ():
            self.env.cr.execute(statement, [leads])
        self.invalidate_model(['attempt'])
        self.env['lead.assignment'].invalidate_model(['first_touch_at'])


ATTEMPTS = """
    UPDATE lead_touch AS touch SET attempt = counted.number
      FROM (SELECT id, row_number() OVER (PARTITION BY lead_id ORDER BY date, id) AS number
              FROM lead_touch WHERE direction = 'out' AND lead_id = ANY(%s)) AS counted
     WHERE counted.id = touch.id AND touch.attempt IS DISTINCT FROM counted.number
"""
FIRST_TOUCHES = """
    UPDATE lead_assignment AS stint SET first_touch_at = touched.date
      FROM (SELECT stint.id, MIN(touch.date) AS date
              FROM lead_assignment AS stint
              JOIN lead_touch AS touch
                ON touch.lead_id = stint.lead_id AND touch.direction = 'out'
               AND touch.date >= stint.assigned_at
             WHERE stint.lead_id = ANY(%s) AND stint.first_touch_at IS NULL
          GROUP BY stint.id) AS touched
     WHERE touched.id = stint.id
"""


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    def _stamp_touches(self, touches):
        late = touches.filtered(
            lambda touch: touch.lead_id.last_touch_at and touch.date < touch.lead_id.last_touch_at
        )
        late._forget_attempts()
        return super()._stamp_touches(touches)


class LeadMetric(models.Model):
    """The hourly job that keeps what reports read."""

    _inherit = 'lead.metric'

    @api.model
    def _cron_refresh(self):
        self.env['lead.touch'].sudo()._count_attempts()  # sudo: the system counts all touches
        return super()._cron_refresh()
