from ..registry import BENCHMARKS
from . import claim, create, push, score
