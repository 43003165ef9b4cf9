from odoo import api, fields, models
from odoo.addons.lead_qualification.models.status.lead_status import NEGATIVE_MEANINGS
from odoo.exceptions import AccessError

from ..tools.sentences import exclusion_text, reason_sentence

# only the addon itself moves a lead through distribution; people use the buttons
PROTECTED_FIELDS = {
    'distribution_state',
    'distribution_date',
    'distribution_reason',
    'first_assigned_at',
    'next_try_at',
    'pool_id',
    'pool_left_id',
    'pool_segment_id',
    'pooled_at',
    'pool_segment_at',
    'pool_opened',
    'pool_open_step_id',
    'pool_seniors_only',
    'pool_next_at',
    'pool_log_ids',
    'assignment_ids',
}

# what distribution follows of everybody's fields
FOLLOWED_FIELDS = {
    'user_id',
    'team_id',
    'active',
    'lead_status_id',
    'won_status',
    *('stage_id', 'probability'),
}

# where a lead stands still, so that any change of it may move it
STANDING_STATES = ('pending', 'waiting', 'unmatched', 'pool')

# what a lead has only while it lies in a pool
STAY = {
    'pool_segment_id': False,
    'pooled_at': False,
    'pool_segment_at': False,
    'pool_opened': False,
    'pool_open_step_id': False,
    'pool_seniors_only': False,
    'pool_next_at': False,
}

OUT = {
    'distribution_state': False,
    'distribution_reason': False,
    'next_try_at': False,
    'pool_id': False,
}

ASSIGNED = {
    **OUT,
    'distribution_state': 'assigned',
    'distribution_date': False,
    'pool_left_id': False,
}


class CrmLead(models.Model):
    _inherit = 'crm.lead'

    distribution_state = fields.Selection(
        [
            ('pending', "To distribute"),
            ('waiting', "Waiting for a rep"),
            ('unmatched', "No rule matches"),
            ('pool', "In a pool"),
            ('assigned', "Assigned"),
            ('error', "Failed"),
        ],
        "Distribution",
        readonly=True,
        copy=False,
    )
    distribution_date = fields.Datetime("In Distribution Since", readonly=True, copy=False)
    distribution_reason = fields.Json(copy=False, readonly=True)
    distribution_note = fields.Text("Distribution Note", compute='_compute_distribution_note')
    pool_id = fields.Many2one(
        'lead.pool', readonly=True, copy=False, index='btree_not_null', ondelete='restrict'
    )
    pool_method = fields.Selection(related='pool_id.method', string="Pool Method")
    next_try_at = fields.Datetime("Next Try", readonly=True, copy=False)
    first_assigned_at = fields.Datetime("First Assigned On", readonly=True, copy=False)
    assignment_ids = fields.One2many('lead.assignment', 'lead_id', "Assignments", readonly=True)

    _distribution_idx = models.Index(
        "(id) WHERE distribution_state IN ('pending', 'waiting', 'unmatched')"
    )
    # "IS TRUE" is how Odoo asks; PostgreSQL does not see that "active" says the same. With the
    # company, which rights ask for, counting what everybody holds reads no lead
    _open_user_idx = models.Index(
        "(user_id) INCLUDE (company_id) WHERE active IS TRUE AND won_status = 'pending'"
    )

    @api.depends('distribution_reason')
    @api.depends_context('lang')
    def _compute_distribution_note(self):
        for lead in self:
            reason = lead.distribution_reason or {}
            words = [
                reason_sentence(self.env, reason.get('key'), **reason.get('values', {})),
                exclusion_text(self.env, reason.get('exclusions')),
            ]
            lead.distribution_note = "\n".join(filter(None, words))

    def _is_rule_based_assignment_activated(self):
        """Rules of ours decide like Odoo's own do: a mail is not given to the team's leader."""
        rules = self.env['lead.distribution.rule']
        if super()._is_rule_based_assignment_activated():
            return True
        if self.env.context.get('only_core_assignment'):
            return False
        companies = self.mapped(lambda lead: lead.company_id.id) or [self.env.company.id]
        return any(rules._covers(company_id) for company_id in companies)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_distribution_vals(vals_list)
        covered = self._prepare_distribution_vals(vals_list)
        leads = super().create(vals_list)
        leads._log_created_owners()
        if covered:
            leads.filtered(lambda lead: not lead.user_id)._enqueue_distribution()
        return leads

    def write(self, vals):
        if self.env.su and not self._concerns_distribution(vals):
            return super().write(vals)
        leads = self._as_distribution(vals)
        leads._check_not_own_team(vals.get('team_id'))
        leads._check_distribution_vals([vals])
        if 'user_id' in vals:
            leads._wait_for_claims()
            leads._check_claimable_by_hand(vals['user_id'])
        before = {
            'owners': leads._owners_before(vals),
            'unmatched': leads._unmatched_before(vals),
            'leaving': leads._leaving_before(vals),
            'listed': leads._listed_before(vals),
            'stays': leads._stays_before(vals),
            'held': leads._held_before(vals),
        }
        res = super(CrmLead, leads).write({**before['leaving']._what_changes(STAY), **vals})
        leads._after_owner_change(before['owners'])
        before['unmatched'].exists()._enqueue_distribution()
        leads._wake_for_pending(vals)
        if before['leaving']:
            before['leaving']._after_unpooled()
        for pool, gone in before['listed'].items():
            pool._tell_gone(gone)
        leads._end_stays(before['stays'])
        if 'stage_id' in vals:
            leads._mark_worked()
        leads._follow_segment(vals)
        before['held']._wake_for_won()
        return res

    def unlink(self):
        self._unlink_hidden_meetings()
        users = self.filtered(lambda lead: lead.won_status == 'pending').user_id
        # sudo: a lead that goes leaves its pool, whoever may read it there
        leaving = self.sudo().filtered('pool_id')
        for pool, leads in leaving.grouped('pool_id').items():
            pool._tell_gone(leads)
        if leaving:
            leaving._after_unpooled()
        res = super().unlink()
        self._wake_for_room(users)
        return res

    def _after_assignment(self, assignments):
        """Act on new assignments; called once per batch, after the rows exist."""
        assignments._plan_return()

    def _after_release(self, assignments):
        """Act on assignments that ended; called once per batch, after the rows are closed."""
        self._wake_for_room(assignments.user_id)

    def _concerns_distribution(self, vals):
        """Tell whether these values, or where these leads are now, matter to distribution."""
        return bool(vals.keys() & (FOLLOWED_FIELDS | PROTECTED_FIELDS)) or any(
            lead.distribution_state in STANDING_STATES for lead in self
        )

    def _unmatched_before(self, vals):
        """Return the leads that no rule matched, where one may after this change.

        What the system writes, such as a score each night, counts if a rule asks for it.
        """
        rules = self.env['lead.distribution.rule']
        if self.env.su and vals.keys().isdisjoint(rules._asked_fields()):
            return self.browse()
        return self.filtered(lambda lead: lead.distribution_state == 'unmatched')

    @api.model
    def _check_distribution_vals(self, vals_list):
        """Refuse the fields that only the addon itself writes.

        :raises AccessError: naming the fields
        """
        if self.env.su:
            return
        defaults = {
            key.removeprefix('default_') for key in self.env.context if key.startswith('default_')
        }
        forbidden = PROTECTED_FIELDS & defaults.union(*vals_list)
        if forbidden:
            raise AccessError(
                self.env._(
                    "Distribution decides these fields itself: %s. "
                    "Use the buttons of the lead and its pool instead.",
                    ", ".join(sorted(self._fields[name].string for name in forbidden)),
                )
            )

    def _after_status_change(self, changes):
        res = super()._after_status_change(changes)
        # distribution is no field of the user's; he may change the status, and this follows
        leads = self.sudo()
        meaning = changes[:1].meaning
        if meaning in ('passed', 'new'):
            leads.filtered(lambda lead: not lead.user_id)._enqueue_distribution()
        elif not self.env.context.get('lead_assigning'):  # who gets a lead has not begun with it
            leads._open_stints()._close_activities()
        if meaning in NEGATIVE_MEANINGS:
            leads._leave_distribution('recycled' if meaning == 'recycle' else 'closed')
        if not self.env.context.get('lead_assigning'):
            self._mark_worked()
        return res

    def _merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True, max_length=5):
        # merging a pool lead into one's own would be a claim without a claim
        self._check_claimable_by_hand(self.env.uid)
        return super()._merge_opportunity(
            user_id=user_id, team_id=team_id, auto_unlink=auto_unlink, max_length=max_length
        )

    def _merge_dependences(self, opportunities):
        res = super()._merge_dependences(opportunities)
        if not self._logs_owners():
            return res
        # the merging user may write these leads; history is not his to edit, only to keep
        tail = opportunities.sudo()
        tail._leave_distribution('closed')
        tail.assignment_ids.write({'lead_id': self.id})
        first = min(filter(None, (self | tail).mapped('first_assigned_at')), default=False)
        self.sudo()._write_distribution({'first_assigned_at': first})
        return res
