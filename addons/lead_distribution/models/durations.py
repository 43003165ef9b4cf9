"""Spans of time in words."""

HOUR = 60
DAY = 24 * HOUR


def duration_words(env, minutes):
    """Return minutes in the largest unit without a rest: "90 minutes", "4 hours", "1 day"."""
    if minutes and not minutes % DAY:
        days = minutes // DAY
        return env._("1 day") if days == 1 else env._("%s days", days)
    return hours_words(env, minutes)


def hours_words(env, minutes):
    """Return minutes in hours if there is no rest; of working time nobody counts days so."""
    if minutes and not minutes % HOUR:
        hours = minutes // HOUR
        return env._("1 hour") if hours == 1 else env._("%s hours", hours)
    return env._("1 minute") if minutes == 1 else env._("%s minutes", minutes)
