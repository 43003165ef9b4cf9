from ..registry import BENCHMARKS
from . import alert, claim, create, crowd, flat, install, latency, pool, push, score, sla
