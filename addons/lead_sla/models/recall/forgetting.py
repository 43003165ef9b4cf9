"""The forgetting curve R(t) = e^(-kt), with k given as a half-life: k = ln 2 / half-life."""

import math


def rate(half_life):
    """Return the forgetting rate k per day."""
    return math.log(2) / half_life


def retention(days, half_life):
    """Return how much is remembered after ``days``, from 1 down to 0."""
    return math.exp(-rate(half_life) * max(days, 0))


def days_until(level, half_life):
    """Return after how many days the retention is down at ``level``, between 0 and 1."""
    return -math.log(level) / rate(half_life)
