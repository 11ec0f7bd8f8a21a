"""The servers that sample vendors are fetched from: on this machine, at a free port, while they are needed.

A vendor file asks for one by a connection whose name begins with `sample_`. While its server runs, that connection
gives host and port. A connection that somebody has set is left alone, and other vendor files start no server.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from urllib.parse import urlsplit

from metadata.connections import Connection, connections_of
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.samples.repository import answer, load
from metadata.vendors import load_vendors

LOOPBACK = "127.0.0.1"
PATH = "/oai"
_MARK = "sample_"
_SHUTDOWN = 0.05  # seconds between looks whether to stop
_LONGEST = 10_000  # bytes of a form


@contextmanager
def sample_servers(home: Home) -> Iterator[dict[str, str]]:
    """Run what the sample vendors are fetched from; meanwhile `home.connect` knows where it is.

    Gives the same as environment variables, EMAT_CONN_<NAME> → URI, for whoever opens an installation of its own.
    """
    before = home.connect
    with ExitStack() as stack:
        given = {
            f"EMAT_CONN_{name.upper()}": stack.enter_context(_serving(home.settings.inbox / vendor))
            for vendor, name in _wanted(home).items()
        }
        running = connections_of(given)

        def connect(name: str) -> Connection:
            return running(name) if f"EMAT_CONN_{name.upper()}" in given else before(name)

        home.connect = connect
        stack.callback(setattr, home, "connect", before)
        yield given


def _wanted(home: Home) -> dict[str, str]:
    """The vendors whose repository is to be played, each with the name of its connection."""
    vendors, _ = load_vendors(home.settings.schemas)
    named = {each.id: each.fetch.connection for each in vendors.values() if each.fetch.kind == "oai"}
    return {vendor: name for vendor, name in named.items() if name.startswith(_MARK) and not _is_set(home, name)}


def _is_set(home: Home, name: str) -> bool:
    try:
        home.connect(name)
    except ConfigError:
        return False
    return True


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """Serve the repository of a folder; gives the address of the server."""
    with _Server(folder) as server:
        thread = threading.Thread(target=server.serve_forever, args=[_SHUTDOWN], daemon=True)
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{server.port}"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.folder, self.port = folder, self.socket.getsockname()[1]


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10.0  # seconds

    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).query.encode())

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        self._answer(self.rfile.read(min(int(length), _LONGEST)) if length.isdecimal() else b"")

    def _answer(self, query: bytes) -> None:
        if urlsplit(self.path).path != PATH:
            self.send_error(404)
            return
        body = answer(load(self.server.folder), query, f"http://{LOOPBACK}:{self.server.port}{PATH}")
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the night's own report tells what was fetched."""
