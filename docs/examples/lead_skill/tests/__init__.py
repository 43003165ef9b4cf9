from . import (
    test_distribution,
    test_engine,
    test_metric,
    test_signal,
)
