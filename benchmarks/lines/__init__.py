from ..registry import BENCHMARKS
from . import claim, create, crowd, flat, install, latency, pool, push, score
