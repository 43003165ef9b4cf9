from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_list, formatLang

from ...tools.words import duration_words, hours_words, isolate

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

COUNTED = 1000  # leads of a pool that are counted, so that a huge pool opens as fast as a small one


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
    """What a pool does, in words.

    Which model a pool works by, and why leads lie in it: every screen of it says so.

    How many leads wait in a pool: exactly, or that they are more than we count.

    Hints: what members may know of the leads of a blind pool, as counts and nothing else.

    Each hint counts by one thing alone, so that two of them together do not describe one lead.
    """

    _inherit = 'lead.pool'

    explanation = fields.Text(compute='_compute_explanation')
    method_text = fields.Char("How It Works", compute='_compute_method_text')
    source_text = fields.Char("Where Its Leads Come From", compute='_compute_source_text')
    available_count = fields.Integer(
        "Leads Counted",
        compute='_compute_available_count',
        help="How many leads wait in the pool, 1,001 if they are more than 1,000. "
        "Members of a shotgun pool count those of their segments.",
    )
    available_text = fields.Char("Available Leads", compute='_compute_available_text')
    hint_grade = fields.Boolean("Grades", help="Members see how many leads have which grade.")
    hint_country = fields.Boolean("Countries", help="Members see how many come from where.")
    hint_language = fields.Boolean("Languages", help="Members see how many speak what.")
    hint_age = fields.Boolean("Age", help="Members see how many have waited how long.")
    hint_min_leads = fields.Integer(
        "Hints From (leads)",
        default=3,
        help="With fewer leads than this, no hint is given: it could describe a single lead. "
        "Smaller groups are counted together as others.",
    )
    hint_text = fields.Text("Hints", compute='_compute_hint_text')

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

    @api.depends('method')
    @api.depends_context('lang')
    def _compute_method_text(self):
        sentences = {
            'cherry_pick': self.env._("Cherry-pick: choose the leads you want."),
            'shark_tank': self.env._(
                "Shark tank: all members are told at once, and the first to claim has the lead."
            ),
            'blind_pull': self.env._(
                "Blind pull: nobody sees a lead before it is claimed. You get the best one for you."
            ),
            'shotgun': self.env._("Shotgun: each lead is for the teams of its segment only."),
        }
        for pool in self:
            pool.method_text = sentences.get(pool.method)

    @api.depends_context('lang')
    def _compute_source_text(self):
        # sudo: no more of a rule is told than its name, as in the note of each of its leads
        Rule = self.env['lead.distribution.rule'].sudo()
        straight = Rule.search([('method', '=', 'pool'), ('pool_id', 'in', self.ids)])
        fallen = Rule.search([('fallback', '=', 'pool'), ('fallback_pool_id', 'in', self.ids)])
        for pool in self:
            rules = straight.filtered(lambda rule, pool=pool: rule.pool_id == pool)
            rules |= fallen.filtered(lambda rule, pool=pool: rule.fallback_pool_id == pool)
            pool.source_text = pool._words_of_senders(rules.sorted())

    def _words_of_senders(self, rules):
        if not rules:
            return self.env._("No rule sends leads here.")
        names = format_list(self.env, rules.mapped('name'))
        if len(rules) == 1:
            return self.env._("Its leads come by the rule %s.", names)
        return self.env._("Its leads come by the rules %s.", names)

    @api.depends('lead_ids.distribution_state', 'lead_ids.active')
    @api.depends_context('uid')
    def _compute_available_count(self):
        # only this number is shown of a blind pool: it tells that there are leads, not which
        split = self.filtered(lambda pool: pool.method == 'shotgun' and pool.is_member)
        counts = (self - split)._count_available()
        for pool in self - split:
            pool.available_count = counts.get(pool._origin.id, 0)
        for pool in split:
            pool.available_count = pool._count_claimable()

    def _count_claimable(self):
        """Return how many leads of the pool the user may claim, one more than we count at most.

        A member of one segment does not wait for the leads of the others.
        """
        leads = self.env['crm.lead'].sudo()  # the domain is that of what he may claim
        waiting = Domain('distribution_state', '=', 'pool')
        mine = self.sudo()._claimable_domain(self.env.user)
        return leads.search_count(waiting & mine, limit=COUNTED + 1)

    def _count_available(self):
        """Return ``{id: leads that wait in the pool, one more than we count at most}``."""
        self.env['crm.lead'].flush_model(['pool_id', 'distribution_state', 'active'])
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT pool.id, COUNT(lead.id)
                      FROM UNNEST(%s::int[]) AS pool (id),
                           LATERAL (SELECT id FROM crm_lead
                                     WHERE pool_id = pool.id AND active
                                       AND distribution_state = 'pool'
                                     LIMIT %s) AS lead
                     GROUP BY pool.id
                    """,
                    self._origin.ids,
                    COUNTED + 1,
                )
            )
        )

    @api.depends('available_count')
    @api.depends_context('lang')
    def _compute_available_text(self):
        for pool in self:
            number = formatLang(self.env, min(pool.available_count, COUNTED), digits=0)
            more = pool.available_count > COUNTED
            pool.available_text = self.env._("%(count)s+", count=number) if more else number

    @api.depends('method', 'hint_grade', 'hint_country', 'hint_language', 'hint_age')
    @api.depends_context('uid', 'lang')
    def _compute_hint_text(self):
        for pool in self:
            # hints are for members; who sees all leads needs none
            pool.hint_text = pool._is_blind() and pool.is_member and pool._hints()

    def _hints(self):
        kinds = self._hint_kinds()
        if not kinds:
            return False
        # sudo: only counts get out, and only those that the pool allows
        leads = self.sudo().lead_ids.search(
            [('pool_id', '=', self.id), ('distribution_state', '=', 'pool')],
            order=self._lead_order(),
            limit=COUNTED,
        )
        if len(leads) < self._smallest_group():
            return False
        lines = [self._count_words(map(words, leads)) for words in kinds]
        lines = list(filter(None, lines))
        if lines and len(leads) == COUNTED:
            lines.insert(0, self.env._("Of the first %s leads:", COUNTED))
        return "\n".join(lines)

    def _smallest_group(self):
        return max(self.hint_min_leads, 2)

    def _hint_kinds(self):
        """Return the functions that say of a lead what a hint counts."""
        kinds = {
            'hint_grade': self._hint_of_grade,
            'hint_country': self._hint_of_country,
            'hint_language': self._hint_of_language,
            'hint_age': self._hint_of_age,
        }
        return [words for fname, words in kinds.items() if self[fname]]

    def _hint_of_grade(self, lead):
        return lead.lead_grade.upper() if lead.lead_grade else self.env._("without a grade")

    def _hint_of_country(self, lead):
        country = lead.country_id.name
        return self.env._("from %s", country) if country else self.env._("without a country")

    def _hint_of_language(self, lead):
        return lead.lang_id.name or self.env._("without a language")

    def _hint_of_age(self, lead):
        days = (self.env.cr.now() - (lead.pooled_at or lead.create_date)).days
        if days < 1:
            return self.env._("waiting less than a day")
        return self.env._("waiting some days") if days < 7 else self.env._("waiting a week or more")

    def _count_words(self, words):
        """Return how many leads are what; nothing if that would describe only a few of them."""
        counts = sorted(Counter(words).items(), key=lambda item: (-item[1], item[0]))
        others = 0
        # the few are counted together, with so many that they are not few any more
        while counts and (counts[-1][1] < self._smallest_group() or self._is_few(others)):
            others += counts.pop()[1]
        if not counts:
            return ""
        shown = [
            self.env._("%(count)s %(what)s", count=count, what=isolate(what))
            for what, count in counts
        ]
        return ", ".join(shown + ([self.env._("%s others", others)] if others else []))

    def _is_few(self, count):
        return 0 < count < self._smallest_group()
