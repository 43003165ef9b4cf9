"""A real Chromium of one person, driven from outside: several may run at a time."""

import contextlib
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import requests
import websocket

from tools.harness import layout
from tools.harness.browser import NAMES

SWITCHES = (
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-extensions',
    '--no-first-run',
    # whoever looks at one of two windows has both on screen
    '--disable-background-timer-throttling',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    '--remote-debugging-port=0',
    '--remote-allow-origins=*',
    '--window-size=1366,768',
)

# Odoo limits the memory of its own process: Chromium reserves more than it ever uses
UNLIMITED = ('sh', '-c', 'ulimit -v "$(ulimit -H -v)"; exec "$@"', 'sh')


class Browser:
    """A browser in which the person of a ``tests.client.Web`` session is logged in."""

    def __init__(self, web):
        self.web = web
        self.profile = Path(tempfile.mkdtemp(prefix='chromium-'))
        self.process = subprocess.Popen(
            [*UNLIMITED, executable(), *SWITCHES, f'--user-data-dir={self.profile}', 'about:blank'],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.tabs = []

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        for tab in self.tabs:
            tab.close()
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.profile, ignore_errors=True)

    @property
    def address(self):
        """Where the browser takes orders, once it has written it down."""
        file = self.profile / 'DevToolsActivePort'
        deadline = time.monotonic() + 30
        while not (file.exists() and file.read_text()):
            assert time.monotonic() < deadline, "Chromium did not start."
            time.sleep(0.05)
        return f'http://127.0.0.1:{file.read_text().split()[0]}'

    def open(self, path):
        """Open a tab of the web client."""
        page = requests.put(f'{self.address}/json/new?about:blank', timeout=30).json()
        tab = Tab(page['webSocketDebuggerUrl'])
        self.tabs.append(tab)
        cookies = {'name': 'session_id', 'value': self.web.http.cookies['session_id']}
        tab.send('Network.setCookie', url=self.web.url, **cookies)
        tab.send('Emulation.setFocusEmulationEnabled', enabled=True)
        tab.send('Page.navigate', url=f'{self.web.url}{path}')
        return tab


class Tab:
    """One page: runs JavaScript, waits for what is on screen, clicks."""

    def __init__(self, address):
        self.socket = websocket.create_connection(address, timeout=60)
        self.number = 0

    def close(self):
        self.socket.close()

    def send(self, method, **params):
        self.number += 1
        self.socket.send(json.dumps({'id': self.number, 'method': method, 'params': params}))
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get('id') == self.number:
                assert 'error' not in answer, answer
                return answer['result']

    def run(self, expression):
        """Return what an expression of JavaScript gives, awaited if it is a promise."""
        result = self.send(
            'Runtime.evaluate', expression=expression, returnByValue=True, awaitPromise=True
        )
        assert 'exceptionDetails' not in result, result['exceptionDetails']
        return result['result'].get('value')

    def text(self, selector):
        """Return the text of the first element, or None if there is none."""
        return self.run(f'document.querySelector({json.dumps(selector)})?.innerText')

    def wait(self, condition, seconds=30):
        """Wait until an expression of JavaScript is true."""
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(AssertionError):  # the page is being loaded
                if self.run(f'Boolean({condition})'):
                    return
            assert time.monotonic() < deadline, f"Not within {seconds} s: {condition}"
            time.sleep(0.05)

    def wait_for(self, selector, text='', seconds=30):
        self.wait(
            f'[...document.querySelectorAll({json.dumps(selector)})]'
            f'.some(one => one.innerText.includes({json.dumps(text)}))',
            seconds,
        )

    def wait_without(self, selector, seconds=30):
        self.wait(f'!document.querySelector({json.dumps(selector)})', seconds)

    def click(self, selector):
        self.wait_for(selector)
        self.run(f'document.querySelector({json.dumps(selector)}).click()')


def executable():
    found = filter(None, (shutil.which(name) for name in NAMES))
    found = next(found, None) or shutil.which('chromium', path=str(layout.BIN))
    assert found, "There is no Chromium: `make test` brings one."
    return found
