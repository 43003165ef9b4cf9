import re
import subprocess
import time

from .console import Problem
from .layout import LOGS

TELLING = re.compile(r'^\w*(Error|Exception|E|ERR!)\b|\b(ERROR|CRITICAL|error|FATAL)\b')


class Failed(Problem):
    """A program that ended badly: what that means, and what it printed."""

    def __init__(self, advice, path, text):
        super().__init__(f"{advice.rstrip('.')} ({path} says: {cause(text)}).")
        self.path = path
        self.text = text


def log_file(name):
    LOGS.mkdir(parents=True, exist_ok=True)
    for old in sorted(LOGS.glob(f'{name}-*.log'))[:-9]:
        old.unlink(missing_ok=True)
    return LOGS / f'{name}-{time.strftime("%Y%m%d-%H%M%S")}.log'


def run(command, name, advice, **options):
    """Run a command with its output in a log; on failure raise ``advice`` with its last words."""
    path = log_file(name)
    before = path.stat().st_size if path.exists() else 0
    with path.open('ab') as log:
        try:
            done = subprocess.run(
                [str(part) for part in command],
                **{'stdin': subprocess.DEVNULL, **options},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        except FileNotFoundError as error:
            raise Problem(f"{error.filename} was not found: {advice}") from None
    if done.returncode:
        raise Failed(advice, path, path.read_bytes()[before:].decode(errors='replace'))
    return path


def cause(text):
    """Give the line of a log that most likely says why."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if TELLING.search(line)]
    return (telling or lines or ["nothing"])[-1]


def output(command, **options):
    """Give what a command prints, or nothing when it cannot be run."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            **options,
        )
    except OSError:
        return ''
    return done.stdout
