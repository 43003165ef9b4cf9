from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine import worktime

DAY = datetime(2026, 3, 2)


def hours(*pairs):
    """Return windows on one day from pairs of hours."""
    return [(DAY + timedelta(hours=start), DAY + timedelta(hours=stop)) for start, stop in pairs]


def at(hour):
    return DAY + timedelta(hours=hour)


@st.composite
def windows(draw):
    """A few windows with gaps between them, in minutes of a month."""
    edges = draw(st.lists(st.integers(0, 40000), min_size=2, max_size=20, unique=True))
    edges = sorted(edges)[: len(edges) // 2 * 2]
    moments = [DAY + timedelta(minutes=edge) for edge in edges]
    return list(zip(moments[::2], moments[1::2], strict=True))


minutes = st.integers(0, 40000).map(lambda value: timedelta(minutes=value))
works = st.integers(1, 3000).map(lambda value: timedelta(minutes=value))


@tagged('post_install', '-at_install')
class TestWorktime(BaseCase):
    """Arithmetic on working windows, without any calendar."""

    def test_plan(self):
        office = hours((9, 12), (13, 17))
        for start, work, end in [
            (9, 1, 10),
            (8, 1, 10),  # before opening
            (11.5, 1, 13.5),  # over lunch
            (12.5, 1, 14),  # at lunch
            (9, 3, 12),  # up to the last minute
            (9, 7, 17),
            (16, 2, None),  # the day is not long enough
            (18, 1, None),
        ]:
            with self.subTest(start=start, work=work):
                moment = worktime.Hours(office).plan(at(start), timedelta(hours=work))
                self.assertEqual(moment, at(end) if end else None)

    def test_plan_back(self):
        office = hours((9, 12), (13, 17))
        for end, work, start in [(17, 1, 16), (13.5, 1, 11.5), (18, 1, 16), (10, 2, None)]:
            with self.subTest(end=end, work=work):
                moment = worktime.Hours(office).plan_back(at(end), timedelta(hours=work))
                self.assertEqual(moment, at(start) if start else None)

    def test_join_closes_the_seam_at_midnight(self):
        seam = timedelta(microseconds=1)
        joined = worktime.join([(at(24), at(30)), (at(9), at(24) - seam)])
        self.assertEqual(joined, [(at(9), at(30))])

    @settings(deadline=None)
    @given(windows(), minutes, works)
    def test_work_between_start_and_deadline_is_the_target(self, office, offset, work):
        start = DAY + offset
        deadline = worktime.Hours(office).plan(start, work)
        if deadline:
            self.assertEqual(worktime.Hours(office).worked(start, deadline), work)
        else:
            self.assertLess(worktime.Hours(office).worked(start, DAY + timedelta(days=99)), work)

    @settings(deadline=None)
    @given(windows(), minutes, minutes, works)
    def test_who_starts_later_is_due_no_earlier(self, office, first, second, work):
        first, second = sorted((first, second))
        early = worktime.Hours(office).plan(DAY + first, work)
        late = worktime.Hours(office).plan(DAY + second, work)
        self.assertTrue(late is None or early <= late)

    @settings(deadline=None)
    @given(windows(), minutes, works)
    def test_back_is_the_inverse(self, office, offset, work):
        start = worktime.Hours(office).plan_back(DAY + offset, work)
        if start:
            self.assertEqual(worktime.Hours(office).worked(start, DAY + offset), work)
