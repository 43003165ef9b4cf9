"""The table of figures, on the screen and in ``results.json``."""

import json
import subprocess
from pathlib import Path

FILE = Path(__file__).with_name('results.json')
ROW = '{:28} {:>6}  {:>10} {:>10}  {:>7} {:>7}  {}'


def commit():
    """Name the commit that is checked out, with a + if the files are not those of the commit."""
    done = subprocess.run(
        ['git', 'describe', '--always', '--abbrev=12', '--dirty=+', '--exclude=*'],
        capture_output=True,
        text=True,
        cwd=FILE.parent,
    )
    return done.stdout.strip() or 'unknown'


def entry(line, size, ours, yardstick):
    ratio = ours / yardstick
    return {
        'name': f'{line.name} ({line.unit})',
        'size': size,
        'ours': round(ours, 4),
        'yardstick': round(yardstick, 4),
        'ratio': round(ratio, 3),
        'target': line.target,
        'better': line.better,
        'pass': line.passes(ours, yardstick),
        'commit': commit(),
    }


def append(entries):
    known = json.loads(FILE.read_text()) if FILE.exists() else []
    rows = ',\n'.join(json.dumps(row) for row in [*known, *entries])
    FILE.write_text(f'[\n{rows}\n]\n')


def header():
    print(ROW.format('', 'size', 'ours', 'yardstick', 'ratio', 'target', ''))


def show(row):
    sign = {'higher': '>=', 'lower': '<=', 'close': '<=+'}[row['better']]
    print(
        ROW.format(
            row['name'],
            row['size'],
            f'{row["ours"]:.4g}',
            f'{row["yardstick"]:.4g}',
            f'{row["ratio"]:.2f}x',
            f'{sign}{row["target"]:g}',
            'pass' if row['pass'] else 'MISSED',
        ),
        flush=True,
    )
