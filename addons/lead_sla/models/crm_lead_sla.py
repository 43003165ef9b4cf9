from odoo import api, fields, models
from odoo.addons.lead_qualification.models.lead_status import NEGATIVE_MEANINGS

SLA_FIELDS = ('sla_state', 'sla_deadline', 'sla_warn_at', 'sla_kind')


class CrmLead(models.Model):
    """How long a lead may still wait: its clocks."""

    _inherit = 'crm.lead'

    sla_ids = fields.One2many('lead.sla', 'lead_id', "Clocks")
    sla_state = fields.Selection(
        [('running', "Running"), ('paused', "Paused"), ('met', "Met"), ('missed', "Missed")],
        "SLA",
        compute='_compute_sla',
        store=True,
        index='btree_not_null',
        help="Of the clock that is most urgent; where none is open, how the last one ended.",
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
        lambda self: self.env['lead.sla.target']._fields['kind']._description_selection(self.env),
        "Due",
        compute='_compute_sla',
        store=True,
        help="What must be done until the deadline.",
    )

    @api.depends(
        'sla_ids.state',
        'sla_ids.deadline',
        'sla_ids.warn_at',
        'sla_ids.started_at',
        'sla_ids.met_at',
        'sla_ids.assignment_id.released_at',
    )
    def _compute_sla(self):
        for lead in self:
            clocks = lead.sla_ids.filtered(lambda clock: clock.state != 'cancelled')
            latest = clocks.sorted(lambda clock: (clock.started_at, clock.id))[-1:]
            waiting = latest and latest._is_open() and not latest.assignment_id.released_at
            lead.sla_state = latest.state
            lead.sla_deadline = latest.deadline if waiting else False
            lead.sla_warn_at = latest.warn_at if waiting else False
            lead.sla_kind = latest.kind if waiting else False

    def _protected_fields(self):
        return super()._protected_fields() | set(SLA_FIELDS)

    def _is_followed_up(self):
        """Tell whether somebody should still get in contact with this lead."""
        self.ensure_one()
        return self.active and self.won_status == 'pending' and not self._is_out_of_play()

    @api.model
    def _logs_owners(self):
        # a clock belongs to a stint, whoever or whatever gave the lead to its owner
        return super()._logs_owners() or self.env['lead.sla.policy']._is_set_up()

    def _after_assignment(self, assignments):
        result = super()._after_assignment(assignments)
        # sudo: whoever assigns starts the clocks, and may not write them by hand
        self.env['lead.sla'].sudo()._start(assignments.sudo())
        return result

    def _after_release(self, assignments):
        result = super()._after_release(assignments)
        # sudo: whoever takes a lead back stops its clocks, and may not write them by hand
        assignments.sudo().sla_ids._cancel()
        return result

    def _after_status_change(self, changes):
        result = super()._after_status_change(changes)
        if changes[:1].meaning in NEGATIVE_MEANINGS:
            # sudo: whoever gives up a lead stops its clocks, and may not write them by hand
            self.sudo().sla_ids._cancel()
        return result

    def _on_won(self):
        result = super()._on_won()
        # sudo: whoever wins a lead stops its clocks, and may not write them by hand
        self.sudo().sla_ids._cancel()
        return result

    def _merge_dependences(self, opportunities):
        result = super()._merge_dependences(opportunities)
        # sudo: a merge keeps the history of both leads, whoever may read it
        self.sudo()._merge_follow_up(opportunities.sudo())
        return result

    def _merge_follow_up(self, others):
        """Take over the touches and clocks of ``others``, which are going to be deleted."""
        others.sla_ids.filtered(lambda clock: clock.state == 'running')._cancel()
        first_touches = [lead.first_touch_at for lead in self + others if lead.first_touch_at]
        others.touch_ids.write({'lead_id': self.id})
        others.sla_ids.write({'lead_id': self.id})
        if first_touches:
            self._stamp_first_touch(min(first_touches))
        self.sla_ids._settle()
