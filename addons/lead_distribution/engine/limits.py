"""Filters that count: how much a rep, his tier and his team may carry."""


def _fits(count, cap):
    return not cap or count < cap


def _grade_fits(limits, load, grade):
    return _fits(load.grades.get(grade, 0), dict(limits.grade_caps).get(grade, 0))


def daily_cap(candidate, lead, load):
    """No more leads in a day than agreed."""
    return _fits(load.today, candidate.daily_cap)


def weekly_cap(candidate, lead, load):
    """No more leads in a week than agreed."""
    return _fits(load.week, candidate.weekly_cap)


def open_cap(candidate, lead, load):
    """No more open leads at a time than agreed."""
    return _fits(load.open, candidate.open_cap)


def grade_cap(candidate, lead, load):
    """No more open leads of the lead's grade than agreed."""
    return _grade_fits(candidate, load, lead.grade)


def team_cap(candidate, lead, load):
    """No more leads for the team as a whole than agreed."""
    team = load.team
    return not team or (
        _fits(team.load.today, team.daily_cap)
        and _fits(team.load.week, team.weekly_cap)
        and _fits(team.load.open, team.open_cap)
        and _grade_fits(team, team.load, lead.grade)
    )


def tier_cap(candidate, lead, load):
    """The best reps are not drowned: no more leads than their tier allows each of them."""
    return _fits(load.today, candidate.tier_daily_cap) and _fits(load.open, candidate.tier_open_cap)


def tier_grade(candidate, lead, load):
    """A tier gets no lead below its minimum grade; a lead without a grade is below all."""
    floor = candidate.tier_min_grade
    return not floor or bool(lead.grade) and lead.grade <= floor


LIMITS = {
    'daily_cap': daily_cap,
    'weekly_cap': weekly_cap,
    'open_cap': open_cap,
    'grade_cap': grade_cap,
    'team_cap': team_cap,
    'tier_cap': tier_cap,
}
