from datetime import timedelta

from odoo import api, fields, models

# a touch is counted once no other can come before it: transactions are over by then
SETTLED = timedelta(hours=1)


class LeadTouch(models.Model):
    """Which attempt a touch was, counted once for the reports.

    Recording a touch counts nothing: reports count what has no number yet, and a job of its own
    gives it one. What comes later with an earlier date makes the numbers of its lead empty again.
    """

    _inherit = 'lead.touch'

    attempt = fields.Integer(
        readonly=True, copy=False, help="The number of this touch among ours on its lead."
    )

    _uncounted_idx = models.Index("(lead_id) WHERE attempt IS NULL AND direction = 'out'")

    @api.model_create_multi
    def create(self, vals_list):
        touches = super().create(vals_list)
        touches._refresh_memory()
        sent = touches.sudo().filtered(lambda touch: touch.direction == 'out')
        sent.lead_id._stamp_touches(sent)  # sudo: a lead is stamped whoever may write it
        return touches

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
        stints = self.env['lead.assignment']
        self.flush_model(['lead_id', 'attempt'])
        stints.flush_model(['lead_id', 'first_touch_at'])
        leads = self.sudo().lead_id.ids  # sudo: a lead is counted whoever may see it
        for statement in FORGET:
            self.env.cr.execute(statement, [leads])
        self.invalidate_model(['attempt'])
        stints.invalidate_model(['first_touch_at'])

    def _is_late(self):
        """Tell whether this touch may have come before one that has been counted."""
        self.ensure_one()
        last = self.lead_id.last_touch_at
        # dated as the last one it comes after it, yet writes nothing on its lead: whoever records
        # the next one meanwhile does not collide with it
        settled = self.env.cr.now() - SETTLED
        return last and (self.date < last or self.date == last < settled)


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


class CrmLead(models.Model):
    _inherit = 'crm.lead'
