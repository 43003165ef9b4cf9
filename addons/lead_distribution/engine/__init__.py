"""Who gets which lead: plain Python, no ORM, shared by push, claims, preview and simulation."""

from .claims import ClaimLimits, Claims, check_claims
from .distribute import distribute, run
from .filters import ABSENCES, FILTERS, check
from .methods import METHODS
from .ranking import in_turn, load_balanced
from .replay import Replay, from_zero, without_today
from .seams import Filter, Method
from .tally import Tally
from .territories import find
from .trace import TracedReplay, trace
from .types import (
    Candidate,
    Decision,
    Exclusion,
    Lead,
    Load,
    Pick,
    Result,
    Rule,
    Team,
    Territory,
    Tier,
)
from .zips import overlap, zip_key

__all__ = [
    'ABSENCES',
    'FILTERS',
    'METHODS',
    'Candidate',
    'ClaimLimits',
    'Claims',
    'Decision',
    'Exclusion',
    'Filter',
    'Lead',
    'Load',
    'Method',
    'Pick',
    'Replay',
    'Result',
    'Rule',
    'Tally',
    'Team',
    'Territory',
    'Tier',
    'TracedReplay',
    'check',
    'check_claims',
    'distribute',
    'find',
    'from_zero',
    'in_turn',
    'load_balanced',
    'overlap',
    'run',
    'trace',
    'without_today',
    'zip_key',
]
