"""Many clients at once: the publishing server in processes of its own, and clients that walk its views.

`python -m tests.bench.crowd serve …` and `… walk …` are started by `under_load`; what they measured they print as JSON.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from metadata.publish.catalogue import ALL
from metadata.publish.harvests import HarvestLog
from metadata.publish.server import settle
from metadata.publish.views import StoreCatalogue
from metadata.publish.web.app import Told, create_app
from metadata.publish.web.settings import WebSettings
from metadata.settings import load_settings, shipped
from metadata.store.store import open_store_to_read
from tests.bench.apart import peak
from tests.bench.served_store import ISIL, isil
from transforms.tables import Tables

LIST = "verb=ListRecords&metadataPrefix=marc21"
RESUME = "verb=ListRecords&resumptionToken="
TOKEN = re.compile(rb"<resumptionToken[^>]*>([^<]+)<")
DOMAIN, KEY = "bench.example.org", b"k" * 32
WALK = 30  # pages of a view, then the next view
END = 2_000  # bytes of a page in which its token stands
ASKED = "x-asked"  # header: when the question was sent, by the clock that all processes of the machine have in common


class Crowd(NamedTuple):
    """What came of a crowd; all times in seconds."""

    warm: list[float]  # the first page of each view in each process, while nothing is known of it
    pages: list[float]  # of the server, for pages that a token asked for
    seen: list[float]  # the same pages as clients saw them
    rate: float  # pages a second
    peak: float  # MB of the largest process


def under_load(folder: Path, views: int, clients: int, seconds: float, workers: int) -> Crowd:
    """Serve a store by so many processes to so many clients. Raises SystemExit where one was not answered."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        given = ["serve", str(folder), str(views), str(listener.fileno())]
        servers = [_start(given, listener.fileno()) for _ in range(workers)]
        warm = [second for each in servers for second in json.loads(_line(each))]
        begun = time.perf_counter()
        port = str(listener.getsockname()[1])
        running = [_start(["walk", port, str(views), str(seed), str(seconds)]) for seed in range(clients)]
        seen = [second for each in running for second in json.loads(each.communicate()[0])]
        took = time.perf_counter() - begun
        told = [json.loads(each.communicate()[0]) for each in servers]
    pages = [second for each in told for second in each["pages"]]
    return Crowd(warm, pages, seen, sum(each["count"] for each in told) / took, max(each["peak"] for each in told))


def _start(given: list[str], *inherited: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.bench.crowd", *given]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, pass_fds=inherited)


def _line(process: subprocess.Popen[str]) -> str:
    line = process.stdout.readline() if process.stdout else ""
    if not line:
        raise SystemExit("a server did not start")
    return line


class _Timed:
    """The application, with the time of every page that a token asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.pages, self.count = app, list[float](), 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
        if scope["type"] == "http":
            self.count += 1
            if b"resumptionToken" in scope["query_string"]:
                self.pages.append(time.perf_counter() - float(dict(scope["headers"])[ASKED.encode()]))


def serve(folder: Path, views: int, listening: int) -> None:
    """Be a process of the server until nobody listens any more; every view is made before the first question."""
    names = [isil(each) for each in range(views)]
    catalogue = StoreCatalogue(open_store_to_read(load_settings(folder, {})), ISIL, names)
    settings = WebSettings("Bench", "bench@example.org", DOMAIN, KEY, folder, tables=Tables.load(shipped("schemas")))
    log = HarvestLog(folder / "harvests.db", 180, lambda: datetime.now(UTC))
    told = Told(harvests=log.note, stopping=(log.close,))
    timed = _Timed(create_app(catalogue, settings, lambda: datetime.now(UTC), told=told))
    settle()
    http_ = "metadata.publish.web.wire:Connection"
    server = uvicorn.Server(uvicorn.Config(timed, log_level="error", ws="none", http=http_))
    with socket.create_server(("127.0.0.1", 0)) as own, socket.socket(fileno=listening) as shared:
        threading.Thread(target=_warm, args=(server, own.getsockname()[1], views), daemon=True).start()
        server.run(sockets=[own, shared])
    print(json.dumps({"pages": timed.pages, "count": timed.count - views - 1, "peak": peak()}))


def _warm(server: uvicorn.Server, port: int, views: int) -> None:
    """Ask a server for the first page of each view, say how long that took, and stop it when nobody listens."""
    while not server.started:
        time.sleep(0.05)
    print(json.dumps(walk(port, views, warm=True)), flush=True)
    sys.stdin.read()
    server.should_exit = True


def walk(port: int, views: int, seed: int = 0, seconds: float = 0, warm: bool = False) -> list[float]:
    """Walk some pages of one view after the other, at random; seconds of pages by token. Or the first page of each."""
    dice, end, seen = random.Random(seed), time.monotonic() + seconds, list[float]()
    names = [ALL, *(isil(each) for each in range(views))]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while (warm and names) or time.monotonic() < end:
        view = names.pop(0) if warm else dice.choice(names)
        path, query = "/oai" if view == ALL else f"/oai/lib/{view}", LIST
        for _ in range(1 if warm else WALK):
            begun, body = _asked(connection, f"{path}?{query}")
            if warm or query != LIST:
                seen.append(time.perf_counter() - begun)
            token = TOKEN.search(body, max(0, len(body) - END))
            if token is None:
                break
            query = f"{RESUME}{quote(token[1].decode())}"
    return seen


def _asked(connection: http.client.HTTPConnection, address: str) -> tuple[float, bytes]:
    """When a question was sent, and the answer."""
    connection.putrequest("GET", address, skip_host=True)
    connection.putheader("Host", "localhost")
    begun = time.perf_counter()
    connection.putheader(ASKED, str(begun))
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"a client was not answered: {answer.status}")
    return begun, body


def main(kind: str, *given: str) -> None:
    """Be a process of the server, or a client."""
    if kind == "serve":
        serve(Path(given[0]), int(given[1]), int(given[2]))
    else:
        os.nice(19)
        print(json.dumps(walk(int(given[0]), int(given[1]), int(given[2]), float(given[3]))))


if __name__ == "__main__":
    main(*sys.argv[1:])
