"""Who gets which lead: plain Python, no ORM, shared by push, claims, preview and simulation."""

from .distribute import distribute
from .filters import FILTERS, check
from .tally import Tally
from .territories import find
from .types import (
    Candidate,
    Decision,
    Exclusion,
    Lead,
    Load,
    Result,
    Rule,
    Team,
    Territory,
    Tier,
)
from .zips import overlap, zip_key

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
    'Team',
    'Territory',
    'Tier',
    'check',
    'distribute',
    'find',
    'overlap',
    'zip_key',
]
