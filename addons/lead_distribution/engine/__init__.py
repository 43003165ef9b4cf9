"""Who gets which lead: plain Python, no ORM, shared by push, claims, preview and simulation."""

from .distribute import Tally, distribute
from .filters import FILTERS, check
from .types import Candidate, Decision, Exclusion, Lead, Load, Result, Rule

__all__ = [
    'FILTERS',
    'Candidate',
    'Decision',
    'Exclusion',
    'Lead',
    'Load',
    'Result',
    'Rule',
    'Tally',
    'check',
    'distribute',
]
