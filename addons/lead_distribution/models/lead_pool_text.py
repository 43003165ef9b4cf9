from odoo import api, fields, models

from .durations import duration_words, hours_words

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
    'segment_ids.fallback_team_ids.name',
    'segment_ids.open_after_minutes',
    'step_ids.after_minutes',
    'step_ids.action',
    'step_ids.rule_id.name',
    'step_ids.user_id.name',
    'step_ids.team_ids.name',
)


class LeadPoolSegment(models.Model):
    _inherit = 'lead.pool.segment'

    def _fallback_words(self):
        """Return to whom the leads of the segment open, and when, in a few words."""
        return self.env._(
            "%(segment)s opens to %(teams)s after %(time)s",
            segment=self.name or "",
            teams=", ".join(self.fallback_team_ids.mapped('name')),
            time=duration_words(self.env, self.open_after_minutes),
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
                pool._fallback_sentence(),
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
            "For the first %(time)s a new lead is for %(users)s alone.",
            time=duration_words(self.env, self.senior_minutes),
            users=", ".join(self.senior_user_ids.mapped('name')),
        )

    def _limit_sentence(self):
        limits = {
            'unworked_claim_cap': self.env._("%s leads not worked on", self.unworked_claim_cap),
            'hourly_claim_cap': self.env._("%s claims an hour", self.hourly_claim_cap),
            'daily_claim_cap': self.env._("%s claims a day", self.daily_claim_cap),
            'cool_down_minutes': self.env._(
                "one claim in %s", duration_words(self.env, self.cool_down_minutes)
            ),
        }
        words = ", ".join(text for name, text in limits.items() if self[name])
        return self.env._("Each may have at most: %s.", words) if words else ""

    def _return_sentence(self):
        if not self.return_minutes:
            return ""
        return self.env._(
            "A claimed lead that nobody has begun with returns after %s of working time.",
            hours_words(self.env, self.return_minutes),
        )

    def _fallback_sentence(self):
        segments = self.segment_ids.filtered('fallback_team_ids')
        if self.method != 'shotgun' or not segments:
            return ""
        words = "; ".join(segments.mapped(lambda segment: segment._fallback_words()))
        return self.env._("If nobody claims: %s.", words)

    def _step_sentence(self):
        words = "; ".join(step._words() for step in self.step_ids)
        return self.env._("A lead that nobody claims: %s.", words) if words else ""
