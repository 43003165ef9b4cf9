"""One Odoo server process: started so that it outlives who started it, and stopped by its id."""

import subprocess
import time
import urllib.error
import urllib.request

import psutil

from . import environment, layout, odoo_run, process
from .console import Problem

START = 'exec "$@" >>"$LOG" 2>&1 </dev/null & echo $!'


class Server:
    """A running Odoo: ``url``, ``port``, ``gevent_port``, ``log`` and ``pid``."""

    def __init__(self, database_server, db, log, port, **options):
        self.db = db
        self.log = log
        self.port = port
        self.gevent_port = environment.free_port()
        self.url = f'http://localhost:{port}'
        self.conf = odoo_run.write_conf(db, http_port=port, gevent_port=self.gevent_port, **options)
        self.pid = self.start(database_server)

    def start(self, database_server):
        """Start it as nobody's child: Odoo's test case kills the children of its process."""
        env = environment.for_children(database_server, LOG=str(self.log))
        started = subprocess.run(
            ['sh', '-c', START, 'sh', *odoo_run.command(self.conf)],
            stdout=subprocess.PIPE,
            text=True,
            env=env,
            cwd=layout.ROOT,
            start_new_session=True,
            check=True,
        )
        return int(started.stdout)

    def wait(self, seconds=180):
        """Wait until the login page answers."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.answers():
                return self
            if not alive(self.pid):
                break
            time.sleep(0.2)
        self.stop()
        said = process.cause(self.log.read_text(errors='replace'))
        raise Problem(f"Odoo did not start: read {self.log}, which says: {said}")

    def answers(self):
        try:
            with urllib.request.urlopen(
                f'http://127.0.0.1:{self.port}/web/login', timeout=60
            ) as page:
                return page.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def stop(self):
        stop(self.pid)


def alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def stop(pid, seconds=20):
    """Stop a server and all its workers, gently first."""
    try:
        main = psutil.Process(pid)
        family = [main, *main.children(recursive=True)]
        main.terminate()
    except psutil.NoSuchProcess:
        return
    _gone, left = psutil.wait_procs(family, timeout=seconds)
    for survivor in left:
        survivor.kill()
    psutil.wait_procs(left, timeout=5)
