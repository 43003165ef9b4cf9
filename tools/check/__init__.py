"""The invariants of the design, checked on a database: ``make check DB=…``.

``SCRIPT`` runs inside ``odoo shell`` (``env`` is there), reads only, prints one line per invariant
and exits with 1 if one is violated. Each invariant is a query for the ids of what violates it.
"""

from pathlib import Path

from . import distribution, follow_up, metrics, plans, qualification
from .registry import INVARIANTS, check

SCRIPT = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from tools.check import check
sys.exit(1 if check(env) else 0)
"""

__all__ = ['INVARIANTS', 'SCRIPT', 'check']
