"""``make bench``: every benchmark, or those whose name holds one of the words in ARGS."""

import sys

from . import results, runner
from .lines import BENCHMARKS


def main(words):
    chosen = [item for item in BENCHMARKS if not words or any(word in item.name for word in words)]
    if not chosen:
        names = ', '.join(item.name for item in BENCHMARKS)
        sys.exit(f"No benchmark is named like that. There are: {names}.")
    results.header()
    entries = []
    for item in chosen:
        for line, (ours, yardstick) in runner.run(item).items():
            entries.append(results.entry(line, item.size, ours, yardstick))
            results.show(entries[-1])
    results.append(entries)


if __name__ == '__main__':
    main(sys.argv[1:])
