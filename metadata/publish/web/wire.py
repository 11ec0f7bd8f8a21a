"""HTTP as it comes over the wire: what a connection may ask of the server before there is a request to guard.

A head that is too long or too slow, bytes that are no HTTP, a reader that takes nothing more: answered or ended.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from metadata.publish.web.guard import HEADERS, MAX_HEAD, MAX_QUERY, RETRY_AFTER

HEAD_SECONDS = 20.0  # from the first byte of a request to the end of its headers
STALL_SECONDS = 60.0  # in which a reader takes nothing
MAX_CONNECTIONS = 500  # of one process
_BEYOND = re.compile(rb"[^\x00-\x7f]")


class Connection(HttpToolsProtocol):
    """One connection of uvicorn's, with limits."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.url = b""
        self._head_bytes, self._in_head = 0, True
        self._head_timer: asyncio.TimerHandle | None = None
        self._stall_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection, unless there are too many."""
        super().connection_made(transport)
        if len(self.connections) > MAX_CONNECTIONS:
            self.end("503 Service Unavailable", "Busy; come back soon.\n", f"retry-after: {RETRY_AFTER}\r\n")
        else:
            self._begin_head()

    def data_received(self, data: bytes) -> None:
        """Read on, as long as a head stays within its limits."""
        if not self._in_head and (self.cycle is None or self.cycle.response_complete):
            self._begin_head()
        super().data_received(data if self._head_bytes or not self._in_head else _proper(data))
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > MAX_HEAD:
                self.end("431 Request Header Fields Too Large", "The head of the request is too long.\n")

    def on_headers_complete(self) -> None:
        """The head is read; the rest is the guard's."""
        self._in_head = False
        self._stop_head_timer()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP, or an address that the parser found too long."""
        too_long = len(self.url) > MAX_QUERY
        self.end("414 URI Too Long" if too_long else "400 Bad Request", f"{msg}\n")

    def pause_writing(self) -> None:
        """The reader is slower than we are: it has a while."""
        super().pause_writing()
        self._stall_timer = self.loop.call_later(STALL_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """It has taken enough."""
        _stop(self._stall_timer)
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """No timer outlives its connection."""
        self._stop_head_timer()
        _stop(self._stall_timer)
        super().connection_lost(exc)

    def end(self, status: str, text: str, more: str = "") -> None:
        """Say why, and close."""
        if self.transport.is_closing():
            return
        headers = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
        head = f"content-type: text/plain; charset=utf-8\r\ncontent-length: {len(text)}\r\nconnection: close\r\n"
        self.transport.write(f"HTTP/1.1 {status}\r\n{head}{headers}{more}\r\n{text}".encode("ascii"))
        self.transport.close()

    def _begin_head(self) -> None:
        self._head_bytes, self._in_head = 0, True
        self._stop_head_timer()
        self._head_timer = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def _too_slow(self) -> None:
        self.end("408 Request Timeout", "The head of the request did not come in time.\n")

    def _stop_head_timer(self) -> None:
        _stop(self._head_timer)


def _proper(data: bytes) -> bytes:
    """A request line whose bytes beyond ASCII are percent-encoded: no URL has them, some clients send them."""
    line, end, rest = data.partition(b"\r\n")
    return data if line.isascii() else b"".join((_BEYOND.sub(lambda byte: b"%%%02X" % byte[0][0], line), end, rest))


def _stop(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
