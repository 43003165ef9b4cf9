from ..registry import BENCHMARKS
from . import claim, create, flat, install, latency, push, score
