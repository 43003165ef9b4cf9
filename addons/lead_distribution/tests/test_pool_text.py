from odoo.fields import Command
from odoo.tests import tagged

from ..tools.words import duration_words, hours_words
from .common_pool import PoolCase


@tagged('post_install', '-at_install')
class TestPoolText(PoolCase):
    """What a pool says that it does."""

    def test_spans_of_time_in_the_largest_unit_without_a_rest(self):
        spans = {
            1: "1 minute",
            45: "45 minutes",
            60: "1 hour",
            90: "90 minutes",
            240: "4 hours",
            1440: "1 day",
            1500: "25 hours",
            4320: "3 days",
        }
        for minutes, words in spans.items():
            self.assertEqual(duration_words(self.env, minutes), words)
        self.assertEqual(hours_words(self.env, 2880), "48 hours")

    def test_limits_and_returns(self):
        pool = self.make_pool(return_minutes=240, cool_down_minutes=1, daily_claim_cap=3)
        self.assertIn("at most: 3 claims a day, one claim in 1 minute.", pool.explanation)
        self.assertIn("returns after 4 hours of working time", pool.explanation)

    def test_none_of_it_where_there_is_no_limit(self):
        self.assertEqual(self.make_pool().explanation, "The members (2) see the leads and choose.")

    def test_steps(self):
        pool = self.make_pool()
        self.make_steps(
            pool,
            (30, 'announce', {}),
            (60, 'open', {'team_ids': [Command.set(self.south.ids)]}),
            (1440, 'person', {'user_id': self.rep_c.id}),
        )
        self.assertIn(
            "after 30 minutes announced again; after 1 hour opened to South; after 1 day to Rep C.",
            pool.explanation,
        )

    def test_segments_say_to_whom_they_open_and_when(self):
        fallback = {
            'fallback_team_ids': [Command.set(self.south.ids)],
            'open_after_minutes': 480,
        }
        pool = self.make_shotgun(
            [("Europe", "[]", self.north, fallback), ("Others", "[]", self.south, {})]
        )
        self.assertIn("If nobody claims: Europe opens to South after 8 hours.", pool.explanation)
        pool.write({'method': 'cherry_pick'})
        self.assertNotIn("If nobody claims", pool.explanation)
