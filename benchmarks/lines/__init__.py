from ..registry import BENCHMARKS
from . import alert, claim, create, install, latency, push, score
