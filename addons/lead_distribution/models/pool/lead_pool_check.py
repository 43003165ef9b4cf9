from odoo import api, models
from odoo.exceptions import ValidationError

# what a pool counts or waits for; none of it can be negative
NUMBERS = (
    'unworked_claim_cap',
    'hourly_claim_cap',
    'daily_claim_cap',
    'cool_down_minutes',
    'return_minutes',
    'senior_minutes',
)


class LeadPool(models.Model):
    """Settings of a pool that cannot work are refused when they are made."""

    _inherit = 'lead.pool'

    @api.constrains(*NUMBERS)
    def _check_numbers(self):
        for pool in self:
            for name in NUMBERS:
                if pool[name] < 0:
                    raise ValidationError(
                        self.env._(
                            '"%(field)s" of the pool %(pool)s cannot be negative. '
                            "Leave it empty for no limit.",
                            field=pool._fields[name]._description_string(self.env),
                            pool=pool.name,
                        )
                    )

    @api.constrains('senior_user_ids', 'senior_minutes', 'user_ids', 'team_ids', 'segment_ids')
    def _check_seniors(self):
        for pool in self:
            strangers = pool.senior_user_ids - pool.member_ids
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(users)s cannot be senior in the pool %(pool)s without being a member.",
                        users=", ".join(strangers.mapped('name')),
                        pool=pool.name,
                    )
                )
            if bool(pool.senior_user_ids) != bool(pool.senior_minutes):
                raise ValidationError(
                    self.env._(
                        "To let some members of the pool %s claim first, choose the seniors and "
                        "for how many minutes, or leave both empty.",
                        pool.name,
                    )
                )

    @api.constrains('method', 'segment_ids')
    def _check_segments(self):
        for pool in self.filtered(lambda pool: pool.method == 'shotgun'):
            if not pool.segment_ids:
                raise ValidationError(
                    self.env._(
                        "The shotgun pool %s needs a segment: which leads are for which team.",
                        pool.name,
                    )
                )

    @api.constrains('step_ids', 'method')
    def _check_steps(self):
        self.step_ids._check_order()
        self.step_ids._check_next_teams()
