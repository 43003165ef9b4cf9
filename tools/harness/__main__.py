"""The commands behind the Makefile: ``python3 -m tools.harness <command>``.

The first stage runs on any Python and brings Odoo and a Python environment; the second stage
is the same command again inside that environment.
"""

import os
import sys

OLDEST, NEWEST = (3, 10), (3, 13)


def check_python():
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return True
    sys.stderr.write(
        "Error: Odoo 19 needs Python 3.10 to 3.13 but this is %d.%d: install one of these and"
        " name it, for instance `make run PYTHON=python3.12`.\n" % sys.version_info[:2]
    )
    return False


def main(arguments):
    if not check_python():
        return 2
    from . import console, stages

    try:
        return stages.run(*arguments)
    except console.Problem as problem:
        return console.fail(problem)
    except KeyboardInterrupt:
        return 130


if __name__ == '__main__':
    os.umask(0o022)
    sys.exit(main(sys.argv[1:]))
