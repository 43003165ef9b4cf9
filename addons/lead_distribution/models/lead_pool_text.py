from odoo import api, fields, models

EXPLAINED = (
    'method',
    'order',
    'member_ids',
    'senior_user_ids',
    'senior_minutes',
    'unworked_claim_cap',
    'hourly_claim_cap',
    'daily_claim_cap',
    'cool_down_minutes',
    'return_minutes',
    'segment_ids.name',
    'step_ids.after_minutes',
    'step_ids.action',
    'step_ids.rule_id.name',
    'step_ids.user_id.name',
    'step_ids.team_ids.name',
)


class LeadPool(models.Model):
    """What a pool does, in words."""

    _inherit = 'lead.pool'

    explanation = fields.Text(compute='_compute_explanation')

    @api.depends(*EXPLAINED)
    @api.depends_context('lang')
    def _compute_explanation(self):
        for pool in self:
            sentences = [
                pool._method_sentence(),
                pool._senior_sentence(),
                pool._limit_sentence(),
                pool._return_sentence(),
                pool._step_sentence(),
            ]
            pool.explanation = " ".join(filter(None, sentences))

    def _method_sentence(self):
        count = len(self.member_ids)
        return {
            'cherry_pick': self.env._("The members (%s) see the leads and choose.", count),
            'shark_tank': self.env._(
                "The members (%s) are told of each lead at once, and the first to claim it has it.",
                count,
            ),
            'blind_pull': self.env._(
                "The members (%s) see only how many leads wait, and get the best one.", count
            ),
            'shotgun': self.env._(
                "The members (%(count)s) claim leads of their own segments: %(segments)s.",
                count=count,
                segments=", ".join(self.segment_ids.mapped(lambda one: one.name or "")),
            ),
        }.get(self.method, "")

    def _senior_sentence(self):
        if not (self.senior_user_ids and self.senior_minutes):
            return ""
        return self.env._(
            "For the first %(minutes)s minutes a new lead is for %(users)s alone.",
            minutes=self.senior_minutes,
            users=", ".join(self.senior_user_ids.mapped('name')),
        )

    def _limit_sentence(self):
        limits = {
            'unworked_claim_cap': self.env._("%s leads not worked on", self.unworked_claim_cap),
            'hourly_claim_cap': self.env._("%s claims an hour", self.hourly_claim_cap),
            'daily_claim_cap': self.env._("%s claims a day", self.daily_claim_cap),
            'cool_down_minutes': self.env._("one claim in %s minutes", self.cool_down_minutes),
        }
        words = ", ".join(text for name, text in limits.items() if self[name])
        return self.env._("Each may have at most: %s.", words) if words else ""

    def _return_sentence(self):
        if not self.return_minutes:
            return ""
        return self.env._(
            "A claimed lead that nobody has begun with returns after %s minutes of working time.",
            self.return_minutes,
        )

    def _step_sentence(self):
        words = "; ".join(step._words() for step in self.step_ids)
        return self.env._("A lead that nobody claims: %s.", words) if words else ""
