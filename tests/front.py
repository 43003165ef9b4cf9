"""One address for a server with workers: pages from its workers, the live bus from its own port.

What a reverse proxy does where Odoo is deployed. It looks at the first line of a connection alone:
a browser opens a new one for a websocket.
"""

import socket
import threading

CHUNK = 65536


class Front:
    def __init__(self, server):
        self.server = server
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.url = f'http://localhost:{self.listener.getsockname()[1]}'
        threading.Thread(target=self.serve, daemon=True).start()

    def stop(self):
        self.listener.close()

    def serve(self):
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:
                return  # stopped
            threading.Thread(target=self.connect, args=[client], daemon=True).start()

    def connect(self, client):
        start = client.recv(CHUNK)
        is_live = start.startswith(b'GET /websocket')
        port = self.server.gevent_port if is_live else self.server.port
        server = socket.create_connection(('127.0.0.1', port))
        server.sendall(start)
        threading.Thread(target=pump, args=[server, client], daemon=True).start()
        pump(client, server)


def pump(source, target):
    """Hand on what comes until one side is closed."""
    try:
        while data := source.recv(CHUNK):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        source.close()
