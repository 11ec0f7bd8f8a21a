"""A web server on a loopback address whose answers can be made to fail in every way that networks do."""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

Answer = Callable[["Handler"], None]


@dataclass
class Page:
    """What stands at a path."""

    content: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    ranges: bool = True  # the server can send parts


class Handler(BaseHTTPRequestHandler):
    """Answers from `Web.pages`, or as the next of `Web.faults` says."""

    server: Any
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        web: Web = self.server.web
        web.asked.append((self.command, self.path, dict(self.headers)))
        fault = web.faults.pop(0) if web.faults and urlsplit(self.path).path not in web.spared else None
        if fault:
            fault(self)
        else:
            self.give()

    do_HEAD = do_GET  # noqa: N815  # the base class asks for this name

    def log_message(self, *given: Any) -> None:
        """Nobody reads it."""

    def page(self) -> Page:
        found = self.server.web.pages.get(urlsplit(self.path).path, Page(b"nothing here", status=404))
        return found(self.path) if callable(found) else found

    def give(self) -> None:
        """The page, or a part of it, or only that it is unchanged."""
        page = self.page()
        etag, changed = page.headers.get("ETag"), page.headers.get("Last-Modified")
        if (etag and self.headers["If-None-Match"] == etag) or (
            changed and self.headers["If-Modified-Since"] == changed
        ):
            return self.send(304, b"", page.headers)
        part = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
        if part and page.ranges and self.headers["If-Range"] in (etag, changed):
            start, whole = int(part[1]), len(page.content)
            if start >= whole:
                return self.send(416, b"", page.headers)
            headers = {**page.headers, "Content-Range": f"bytes {start}-{whole - 1}/{whole}"}
            return self.send(206, page.content[start:], headers)
        return self.send(page.status, page.content, page.headers)

    def send(self, status: int, content: bytes, headers: dict[str, str], length: int | None = None) -> None:
        self.begin(status, {"Content-Length": str(len(content) if length is None else length), **headers})
        if self.command != "HEAD" and status != 304:
            self.wfile.write(content)

    def begin(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()

    def hang_up(self, reset: bool = False) -> None:
        """End the connection, politely or with a reset."""
        self.close_connection = True
        self.wfile.flush()
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        else:
            self.connection.shutdown(socket.SHUT_WR)
        self.connection.close()
        self.rfile.close()
        self.wfile = BytesIO()  # the base class flushes it at the end


def status(code: int, **headers: str) -> Answer:
    """An answer with nothing but a status."""
    return lambda handler: handler.send(code, b"", {key.replace("_", "-"): value for key, value in headers.items()})


def reset(handler: Handler) -> None:
    """The connection is reset before any answer."""
    handler.hang_up(reset=True)


def cut(percent: int, *, hard: bool = False) -> Answer:
    """The answer ends after so much of its content."""

    def answer(handler: Handler) -> None:
        page = handler.page()
        handler.begin(200, {"Content-Length": str(len(page.content)), **page.headers})
        handler.wfile.write(page.content[: len(page.content) * percent // 100])
        handler.hang_up(reset=hard)

    return answer


def chunked_cut(handler: Handler) -> None:
    """A chunked answer without its last chunk."""
    page = handler.page()
    handler.begin(200, {"Transfer-Encoding": "chunked", **page.headers})
    half = page.content[: len(page.content) // 2]
    handler.wfile.write(b"%x\r\n%b\r\n" % (len(half), half))
    handler.hang_up()


def wrong_length(more: int) -> Answer:
    """The whole content, but another length is announced."""

    def answer(handler: Handler) -> None:
        page = handler.page()
        handler.begin(200, {"Content-Length": str(len(page.content) + more), **page.headers})
        handler.wfile.write(page.content[: len(page.content) + min(more, 0)])
        handler.hang_up()

    return answer


def drip(seconds: float, *, head: bool = False) -> Answer:
    """A byte now and then."""

    def answer(handler: Handler) -> None:
        page = handler.page()
        text = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 10_000 if head else page.content
        if not head:
            handler.begin(200, {"Content-Length": str(len(page.content)), **page.headers})
        try:
            for each in text:
                handler.wfile.write(bytes([each]))
                handler.wfile.flush()
                time.sleep(seconds)
        except OSError:
            handler.wfile = BytesIO()
            handler.close_connection = True

    return answer


class Web:
    """The server: what stands where, which faults come next, and what was asked."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.pages: dict[str, Any] = {}  # path → Page, or a function of the asked path that gives one
        self.faults: list[Answer] = []  # each for one request
        self.spared: set[str] = set()  # paths at which nothing fails
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.web = self
        if context:
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self.port = self._server.server_address[1]
        self.scheme = "https" if context else "http"

    def __enter__(self) -> Web:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def put(self, path: str, content: bytes, **headers: str) -> Page:
        self.pages[path] = Page(content, {key.replace("_", "-"): value for key, value in headers.items()})
        return self.pages[path]

    def paths(self, method: str = "GET") -> list[str]:
        return [path for each, path, _ in self.asked if each == method]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    web: Web

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is what these tests are about."""
