from odoo.addons.lead_qualification.tests.common import SALESMAN
from odoo.fields import Command
from odoo.tests import new_test_user

from .common_metrics import LeadMetricCase


class LeadReviewCase(LeadMetricCase):
    """Base case: it is Wednesday 2026-07-01 12:00 UTC, and the team meets since 9:00.

    team Inside Sales   leader (administrator), rep_a, rep_b
    No review was held before: this one looks back to 2026-06-24 09:00.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.active = True
        cls.policy.escalation_ids.unlink()
        cls.outsider = new_test_user(cls.env, 'outsider', SALESMAN, name="Outsider")
        cls.review = cls.make_review()
        cls.cron = cls.env.ref('lead_sla.ir_cron_plan_reviews')

    @classmethod
    def make_review(cls, start='2026-07-01 09:00:00', team=None, **vals):
        vals = {'team_id': (team or cls.team).id, 'date_start': start, **vals}
        return cls.env['lead.review'].create(vals)

    def agenda(self, user=None, review=None, now=None):
        """Return ``{key: section}`` as this user reads it."""
        self.env.flush_all()
        review = (review or self.review).with_user(user or self.leader)
        with self.at(now or self.NOW):
            return {section['key']: section for section in review._agenda()}

    def lines(self, section, user=None, **kwargs):
        """Return the words of the lines of a section, without empty cells."""
        rows = self.agenda(user, **kwargs)[section]['rows']
        return [[cell[0] for cell in row['cells'] if cell[0]] for row in rows]

    def names(self, section, user=None, **kwargs):
        return [line[0] for line in self.lines(section, user, **kwargs)]

    def hold(self, review=None, user=None, now=None):
        self.env.flush_all()
        with self.at(now or self.NOW):
            (review or self.review).with_user(user or self.leader).action_hold()
        self.env.flush_all()
        self.env.invalidate_all()

    def decide(self, name="Call them", user=None, review=None, by=None, **vals):
        """Return a decision for ``user``, written down by ``by``."""
        review = review or self.review
        return (
            self.env['lead.review.decision']
            .with_user(by or self.leader)
            .create(
                {
                    'review_id': review.id,
                    'name': name,
                    'user_id': (user or self.rep_a).id,
                    'date_deadline': '2026-07-03',
                    **vals,
                }
            )
        )

    def plan_reviews(self, moment):
        """Run the cron at ``moment``, as the server does."""
        self.env.flush_all()
        with self.at(moment), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def reviews(self, team=None):
        """Return the moments of the reviews of a team, first to last."""
        found = self.env['lead.review'].search(
            [('team_id', '=', (team or self.team).id), ('is_scheduled', '=', True)]
        )
        return [str(review.date_start) for review in found.sorted('date_start')]

    @classmethod
    def make_blind_pool(cls, members):
        return cls.env['lead.pool'].create(
            {'name': "Blind", 'method': 'blind_pull', 'member_ids': [Command.set(members.ids)]}
        )
