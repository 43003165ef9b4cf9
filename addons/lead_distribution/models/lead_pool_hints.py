from collections import Counter

from odoo import api, fields, models

from .bidi import isolate
from .lead_pool_count import COUNTED


class LeadPool(models.Model):
    """Hints: what members may know of the leads of a blind pool, as counts and nothing else.

    Each hint counts by one thing alone, so that two of them together do not describe one lead.
    """

    _inherit = 'lead.pool'

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
