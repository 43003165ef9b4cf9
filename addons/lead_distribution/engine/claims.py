"""What limits claims from one pool, beside what anybody may carry."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class ClaimLimits:
    """How much somebody may claim from a pool. A limit of 0 means none."""

    unworked: int = 0
    hourly: int = 0
    daily: int = 0
    cool_down: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Claims:
    """What somebody has claimed from a pool: not worked on yet, in the last hour, today, last."""

    unworked: int = 0
    hour: int = 0
    today: int = 0
    latest: datetime | None = None

    def plus(self, now):
        """Return the claims with one more, of this moment."""
        return replace(
            self, unworked=self.unworked + 1, hour=self.hour + 1, today=self.today + 1, latest=now
        )


def check_claims(limits, claims, now):
    """Return the key of the first limit that forbids another claim, or None."""
    if limits.cool_down and claims.latest and now < claims.latest + limits.cool_down:
        return 'cool_down'
    counts = {
        'unworked_claims': (claims.unworked, limits.unworked),
        'claims_hour': (claims.hour, limits.hourly),
        'claims_day': (claims.today, limits.daily),
    }
    return next((key for key, (count, cap) in counts.items() if cap and count >= cap), None)
