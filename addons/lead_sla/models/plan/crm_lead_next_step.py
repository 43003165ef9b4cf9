from odoo import api, fields, models
from odoo.addons.lead_qualification.models.status.lead_status import NEGATIVE_MEANINGS
from odoo.fields import Domain


class CrmLead(models.Model):
    """Who answers for a lead, and what comes next: a lead that lacks either is seen at once."""

    _inherit = 'crm.lead'

    follow_up_gap = fields.Selection(
        [('owner', "No owner"), ('next_step', "No next step")],
        "Missing",
        compute='_compute_follow_up_gap',
        search='_search_follow_up_gap',
        help="What an open lead needs to be followed up: a salesperson, and an activity.",
    )

    @api.depends(
        'user_id',
        'activity_ids.active',
        'activity_ids.activity_type_id',
        'won_status',
        'active',
        'lead_status_id',
    )
    def _compute_follow_up_gap(self):
        self.follow_up_gap = False
        if not self._watches_gaps():
            return
        followed_up = self.filtered(lambda lead: lead._is_followed_up())
        followed_up.filtered(self._unowned_domain()).follow_up_gap = 'owner'
        question = self._question_type()
        for lead in followed_up.filtered('user_id'):
            # a question to the leader is no step towards the customer
            if not any(step.activity_type_id != question for step in lead.activity_ids):
                lead.follow_up_gap = 'next_step'

    @api.model
    def _watches_gaps(self):
        """Tell whether follow-up is set up at all; until then nothing is asked of a lead."""
        return bool(
            self.env['lead.sla.policy']._is_set_up()
            or self.env['mail.activity.plan']._ids_by_event()
        )

    @api.model
    def _search_follow_up_gap(self, operator, value):
        if operator != 'in':
            return NotImplemented
        if not self._watches_gaps():
            return Domain.TRUE if False in value else Domain.FALSE
        # what is done stays as an archived activity
        is_step = [('active', '=', True), ('activity_type_id', '!=', self._question_type().id)]
        has_next_step = Domain('activity_ids', 'any', is_step)
        gaps = {
            'owner': self._unowned_domain(),
            'next_step': Domain('user_id', '!=', False) & ~has_next_step,
        }
        found = self._open_domain() & Domain.OR(gaps[gap] for gap in value if gap in gaps)
        if False in value:
            found |= ~self._open_domain() | ~Domain.OR(gaps.values())
        return found

    @api.model
    def _unowned_domain(self):
        """Return which leads nobody answers for."""
        return Domain('user_id', '=', False)

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
