from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# once its activity is made, a decision is changed there
HANDED_OVER = {'name', 'user_id', 'date_deadline', 'lead_id', 'review_id'}

SYSTEM_FIELDS = {'activity_id', 'is_planned', 'state'}


class LeadReviewDecision(models.Model):
    """What was decided in a review: who does what until when, and for which lead."""

    _name = 'lead.review.decision'
    _inherit = ['lead.bound.mixin']
    _description = "Decision of a Review"
    _order = 'review_id, sequence, id'
    _lead_optional = True

    review_id = fields.Many2one('lead.review', required=True, index=True, ondelete='cascade')
    sequence = fields.Integer(default=10)
    name = fields.Char("What", required=True)
    user_id = fields.Many2one(
        'res.users', "Who", required=True, index=True, domain="[('share', '=', False)]"
    )
    date_deadline = fields.Date("Due", required=True)
    lead_id = fields.Many2one('crm.lead', index='btree_not_null', ondelete='set null')
    activity_id = fields.Many2one(
        'mail.activity', readonly=True, copy=False, index='btree_not_null', ondelete='set null'
    )
    is_planned = fields.Boolean("Has Become an Activity", readonly=True, copy=False)
    state = fields.Selection(
        [
            ('draft', "To Plan"),
            ('open', "Open"),
            ('done', "Done"),
            ('dropped', "Dropped"),
        ],
        compute='_compute_state',
        store=True,
        help="That of its activity: dropped if it was deleted without being done.",
    )

    # and of whether its activity is done: see _decisions in mail_activity.py
    @api.depends('is_planned', 'activity_id')
    def _compute_state(self):
        for decision in self:
            if not decision.is_planned:
                decision.state = 'draft'
            elif decision.activity_id:
                decision.state = 'open' if decision.activity_id.active else 'done'
            elif decision.state != 'done':  # what was done stays done, whatever is cleaned up
                decision.state = 'dropped'

    def _check_user_reads(self):
        """Check that who is to do it may read what it is about, or the activity is of no use.

        This is no constraint: a merge moves decisions along, and asks nobody.
        """
        for decision in self:
            user, lead = decision.user_id, decision.lead_id
            if lead and not lead.with_user(user).has_access('read'):
                raise ValidationError(
                    self.env._(
                        "%(user)s may not see the lead of the decision “%(decision)s”. Choose "
                        "somebody else in Who, or give the lead to %(user)s first.",
                        user=user.name,
                        decision=decision.name,
                    )
                )
            if not lead and not decision.review_id.with_user(user).has_access('read'):
                raise ValidationError(
                    self.env._(
                        "%(user)s may not open this review. Add %(user)s to its Attendees, or "
                        "choose somebody else in Who for “%(decision)s”.",
                        user=user.name,
                        decision=decision.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_system_fields(vals)
        decisions = super().create(vals_list)
        decisions._check_user_reads()
        decisions.filtered(lambda decision: decision.review_id.state == 'held')._plan_activities()
        return decisions

    def write(self, vals):
        self._refuse_system_fields(vals)
        by_hand = HANDED_OVER & vals.keys() and not self.env.su
        if by_hand:
            self._refuse_changes()
        result = super().write(vals)
        if by_hand:
            self._check_user_reads()
        return result

    def _refuse_system_fields(self, vals):
        if SYSTEM_FIELDS & vals.keys() and not self.env.su:
            raise UserError(
                self.env._("The state of a decision follows its activity. Mark that as done.")
            )

    def _refuse_changes(self):
        fixed = self.filtered('is_planned')[:1]
        if fixed:
            raise UserError(
                self.env._(
                    "“%(decision)s” has become an activity. Change it there.", decision=fixed.name
                )
            )

    def _plan_activities(self):
        """Make the activity of each decision, once."""
        pending = self.filtered(lambda decision: not decision.is_planned)
        if not pending:
            return
        todo = self.env.ref('mail.mail_activity_data_todo')
        activities = self.env['mail.activity'].create(
            [decision._prepare_activity(todo) for decision in pending]
        )
        for decision, activity in zip(pending, activities, strict=True):
            # sudo: the system links them, nobody by hand
            decision.sudo().write({'activity_id': activity.id, 'is_planned': True})

    def _prepare_activity(self, activity_type):
        document = self.lead_id or self.review_id
        return {
            'res_model_id': self.env['ir.model']._get_id(document._name),
            'res_id': document.id,
            'activity_type_id': activity_type.id,
            'summary': self.name,
            'note': self.env._("Decided in the review %s", self.review_id.display_name),
            'user_id': self.user_id.id,
            'date_deadline': self.date_deadline,
        }

    def action_open_document(self):
        """Open what the decision is about: its lead, else its review."""
        self.ensure_one()
        self.check_access('read')
        document = self.lead_id or self.review_id
        return document.get_formview_action()
