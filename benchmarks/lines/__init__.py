from ..registry import BENCHMARKS
from . import claim, create, install, latency, push, score, sla
