import sys
import time
from contextlib import contextmanager


class Problem(Exception):
    """What is wrong with the environment and how to fix it, in one sentence."""


def say(text):
    print(text, flush=True)


@contextmanager
def step(text):
    """Say what is being done, and how long it took once it is done."""
    print(f"- {text} ...", end=' ', flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        print("not finished", flush=True)
        raise
    print(f"{time.monotonic() - start:.1f} s", flush=True)


def fail(problem):
    print(f"Error: {problem}", file=sys.stderr, flush=True)
    return 2
