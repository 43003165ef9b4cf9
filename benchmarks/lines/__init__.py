from ..registry import BENCHMARKS
from . import claim, create, crowd, install, latency, pool, push, score
