from ..company import lead_vals
from ..registry import Line, benchmark
from ..stopwatch import Stopwatch


@benchmark(Line('create leads in one call', 's', 1.15, 'lower'), sizes=[1000])
class Create:
    """Create leads with our addons installed and not configured, against plain crm."""

    @staticmethod
    def ours(env, size):
        return measure(env, size)

    @staticmethod
    def yardstick(env, size):
        return measure(env, size)


def measure(env, size):
    env['crm.lead'].create(lead_vals(20))  # what a server does only once is not counted
    with Stopwatch(env) as watch:
        env['crm.lead'].create(lead_vals(size))
    return [watch.seconds]
