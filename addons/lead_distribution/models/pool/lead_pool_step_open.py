from odoo import api, fields, models
from odoo.exceptions import ValidationError


class LeadPoolStep(models.Model):
    """Steps that open a lead to more teams, one after the other; who was let in stays in."""

    _inherit = 'lead.pool.step'

    team_ids = fields.Many2many(
        'crm.team',
        'lead_pool_step_team_rel',
        string="Next Teams",
        check_company=True,
        help="Their members may claim the lead from then on, beside all who may already.",
    )
    member_ids = fields.Many2many(
        'res.users',
        'lead_pool_step_user_rel',
        string="Members of the Next Teams",
        compute='_compute_member_ids',
        store=True,
    )

    @api.depends(
        'action',
        'pool_id.company_id',
        'team_ids.crm_team_member_ids.active',
        'team_ids.crm_team_member_ids.user_id.active',
    )
    def _compute_member_ids(self):
        for step in self:
            teams = step.team_ids if step.action == 'open' else step.team_ids.browse()
            step.member_ids = teams._pool_members(step.pool_id.company_id)

    def _take_back(self):
        """Have leads that these steps opened be open to those of the steps before them only."""
        # whoever may set up a pool moves its leads
        leads = self.env['crm.lead'].sudo().search([('pool_open_step_id', 'in', self.ids)])
        for step, opened in leads.grouped('pool_open_step_id').items():
            opened._write_opened((step._opened_so_far() - self)[-1:])

    def _place_in_order(self):
        return self.sequence, self.id

    def _opening(self):
        """Return those of the steps that open leads to more teams, in their order."""
        return self.filtered(lambda step: step.action == 'open').sorted(
            lambda step: step._place_in_order()
        )

    def _opened_so_far(self):
        """Return the steps that have opened a lead which this one was the last to open."""
        return self.pool_id.step_ids._opening().filtered(
            lambda step: step._place_in_order() <= self._place_in_order()
        )

    def _open_to(self, user):
        """Return those of the steps of a pool after which a lead is open to a user."""
        steps = self._opening()
        mine = user._among(steps, 'member_ids')
        first = (n for n, step in enumerate(steps) if step in mine)
        return steps[next(first, len(steps)) :]

    def _take_open(self, leads):
        for before, shut in leads.grouped('pool_open_step_id').items():
            # steps may have changed places since
            shut._write_opened((before | self)._opening()[-1:])
        self._log(leads, 'open')
        leads._after_pooled('opened')

    @api.constrains('action', 'pool_id', 'team_ids')
    def _check_next_teams(self):
        for step in self.filtered(lambda step: step.action == 'open'):
            if step.pool_id.method == 'shotgun':
                raise ValidationError(
                    self.env._(
                        "In the shotgun pool %s each segment says when it opens to its fallback "
                        "teams. Remove the step that opens leads.",
                        step.pool_id.name,
                    )
                )
            if not step.team_ids:
                raise ValidationError(
                    self.env._(
                        "Choose the next teams of the step of the pool %s, to whom it opens leads.",
                        step.pool_id.name,
                    )
                )
