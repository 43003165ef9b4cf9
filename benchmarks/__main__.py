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
    for item in chosen:
        figures = runner.run(item).items()
        entries = [results.entry(line, item.size, *sides) for line, sides in figures]
        for entry in entries:
            results.show(entry)
        results.append(entries)  # what has been measured stays, whatever comes to the next one


if __name__ == '__main__':
    main(sys.argv[1:])
