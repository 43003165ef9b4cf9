from ..registry import BENCHMARKS
from . import (
    alert,
    claim,
    create,
    crowd,
    flat,
    install,
    latency,
    plan,
    pool,
    push,
    reports,
    score,
    sla,
)
