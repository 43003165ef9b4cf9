from odoo import api, fields, models
from odoo.addons.lead_qualification.models.status.lead_status import NEGATIVE_MEANINGS
from odoo.fields import Domain
from odoo.tools import SQL

from .sla_terms import ACCEPTED_MEANINGS, KINDS, OPEN, TICKING_STATES

SLA_FIELDS = ('sla_state', 'sla_deadline', 'sla_warn_at', 'sla_kind')

URGENT_QUERY = """
    SELECT DISTINCT ON (lead_id) lead_id,
           CASE WHEN is_open OR NOT has_missed THEN state ELSE 'missed' END,
           CASE WHEN is_open THEN deadline END,
           CASE WHEN is_open THEN warn_at END,
           CASE WHEN is_open THEN kind END
      FROM (
            -- asked SLA by SLA, and not of those that are done: they are few among millions
            SELECT sla.*,
                   BOOL_OR(sla.state = 'missed') OVER (PARTITION BY sla.assignment_id)
                       AS has_missed,
                   sla.met_at IS NULL AND (SELECT assignment.released_at
                                             FROM lead_assignment assignment
                                            WHERE assignment.id = sla.assignment_id
                                          ) IS NULL AS is_open
              FROM lead_sla sla
             WHERE sla.lead_id IN %s AND sla.state != 'cancelled'
           ) counted
  ORDER BY lead_id, is_open DESC, is_open AND state = 'paused',
           CASE WHEN is_open THEN deadline END, started_at DESC, id DESC
"""


class CrmLead(models.Model):
    """How long a lead may still wait: its SLAs."""

    _inherit = 'crm.lead'

    sla_ids = fields.One2many('lead.sla', 'lead_id', "SLAs")
    sla_state = fields.Selection(
        [('running', "Running"), ('paused', "Paused"), ('met', "Met"), ('missed', "Missed")],
        "SLA",
        compute='_compute_sla',
        store=True,
        index='btree_not_null',
        help="Of the most urgent SLA; where none is open: missed if the salesperson has missed "
        "one.",
    )
    sla_deadline = fields.Datetime(
        "Answer Until",
        compute='_compute_sla',
        store=True,
        index='btree_not_null',
        help="Until when the most urgent thing must be done. Empty once everything is done, "
        "in time or late.",
    )
    sla_warn_at = fields.Datetime(
        "Urgent From",
        compute='_compute_sla',
        store=True,
        help="From when on little time is left until the deadline.",
    )
    sla_kind = fields.Selection(
        KINDS,
        "Due",
        compute='_compute_sla',
        store=True,
        help="What must be done until the deadline.",
    )

    @api.depends(
        'sla_ids.lead_id',
        'sla_ids.state',
        'sla_ids.deadline',
        'sla_ids.warn_at',
        'sla_ids.met_at',
        'sla_ids.assignment_id.released_at',
    )
    def _compute_sla(self):
        """Show the SLA that is most urgent; one query for all leads.

        What is overdue comes before what runs, and what is paused last.
        """
        urgent = self._find_urgent_slas()
        for lead in self:
            values = urgent.get(lead._origin.id, (False,) * len(SLA_FIELDS))
            for name, value in zip(SLA_FIELDS, values, strict=True):
                lead[name] = value

    def _find_urgent_slas(self):
        """Return ``{lead id: values of SLA_FIELDS}``; only the state where none is open."""
        leads = self._origin.ids
        if not (leads and self.env['lead.sla.policy']._is_set_up()):
            return {}
        self.env['lead.sla'].flush_model()
        self.env['lead.assignment'].flush_model(['released_at'])
        rows = self.env.execute_query(SQL(URGENT_QUERY, tuple(leads)))
        return {lead: tuple(value or False for value in values) for lead, *values in rows}

    def _is_followed_up(self):
        """Tell whether somebody should still get in contact with this lead."""
        self.ensure_one()
        return self.active and self.won_status == 'pending' and not self._is_out_of_play()

    @api.model
    def _open_domain(self):
        """Return which leads somebody should follow up; as ``_is_followed_up`` tells of one."""
        return (
            Domain('active', '=', True)
            & Domain('won_status', '=', 'pending')
            & (
                Domain('lead_status_id', '=', False)
                | Domain('lead_status_id.meaning', 'not in', NEGATIVE_MEANINGS)
            )
        )

    def _follow_status(self, meaning):
        """Settle, stop, pause and start the SLAs as the new status says.

        This comes before distribution takes the lead back, which would cancel what is done.
        """
        if not self.env['lead.sla.policy']._is_set_up():
            return
        slas = self.env['lead.sla'].search(OPEN & Domain('lead_id', 'in', self.ids))
        slas._settle()
        if meaning in NEGATIVE_MEANINGS:
            slas._cancel()
            return
        slas._pause_where_told()
        if meaning in ACCEPTED_MEANINGS:
            self.env['lead.sla']._start_accepted(self)

    def _merge_slas(self, tail, is_touched):
        """Take over the SLAs of ``tail``, leads that are merged into this one."""
        tail_slas = tail.sla_ids
        tail_slas.filtered(lambda sla: sla.state in TICKING_STATES)._cancel()
        tail_slas.write({'lead_id': self.id})
        if is_touched or tail_slas:
            self.sla_ids._settle()
