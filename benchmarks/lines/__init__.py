from ..registry import BENCHMARKS
from . import claim, create, install, push, score
