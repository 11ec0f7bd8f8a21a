"""The guard before every door: sizes, requests at once, time, Host; and what is said when a door fails.

ASGI middleware without a framework class, so that a refusal costs nothing. It never looks at content.
"""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Protocol

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from metadata.errors import EmatError
from metadata.publish.web.settings import WebSettings, base_url

MAX_QUERY = 16 * 1024  # bytes
MAX_HEADERS = 16 * 1024  # bytes of names and values
MAX_HEAD = 64 * 1024  # bytes of a request before its body: beyond, nobody waits for the end
MAX_BODY = 64 * 1024  # bytes
RETRY_AFTER = "10"  # seconds
TOO_LARGE = PlainTextResponse("The body is larger than 64 kB.\n", 413)
BUSY = PlainTextResponse("Busy; come back soon.\n", 503, {"Retry-After": RETRY_AFTER})
UNREADABLE = PlainTextResponse("The store cannot be read now; come back soon.\n", 503, {"Retry-After": RETRY_AFTER})
LATE = PlainTextResponse("This took too long; come back soon.\n", 503, {"Retry-After": RETRY_AFTER})
BROKEN = PlainTextResponse("Something is wrong here; it has been written down.\n", 500)
LOG = logging.getLogger(__name__)
_IMPROPER = re.compile(rb"[^\x21-\x7e]")  # bytes that no URL has; some clients send them all the same

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' https:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


class Watch(Protocol):
    """Who is told of every answer."""

    def saw(self, path: str, status: int, seconds: float) -> None:
        """A request to this path was answered with this status in this time."""


class Guard:
    """Wraps an app; keeps only the number of requests that are being answered."""

    def __init__(self, app: ASGIApp, settings: WebSettings, watch: Watch | None = None) -> None:
        self.app, self.settings, self.watch = app, settings, watch
        self.running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request or pass it on; whatever becomes of it, there is an answer in the security headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        loop = asyncio.get_running_loop()
        begun = loop.time()
        refusal = self.refusal(HTTPConnection(scope))
        scope["query_string"] = _IMPROPER.sub(lambda byte: b"%%%02X" % byte[0][0], scope["query_string"])
        answer = _Answer(scope, receive, send)
        timer = loop.call_later(self.settings.seconds, answer.is_late)
        self.running += 1
        try:
            await (refusal or self.app)(scope, receive, answer.send)
        except ClientDisconnect:
            pass
        except EmatError as error:
            LOG.error("%s %r: %s", scope["method"], scope["path"], error)
            await answer.instead(UNREADABLE)
        except Exception:
            LOG.exception("%s %r", scope["method"], scope["path"])
            await answer.instead(BROKEN)
        finally:
            timer.cancel()
            self.running -= 1
            await answer.told_late()
            if self.watch:
                self.watch.saw(scope["path"], answer.status, loop.time() - begun)

    def refusal(self, request: HTTPConnection) -> Response | None:
        """The answer to a request that goes no further; None lets it pass, with `state.base_url` set."""
        if len(request.scope["query_string"]) > MAX_QUERY:
            return PlainTextResponse("The query is longer than 16 kB.\n", 414)
        if sum(len(name) + len(value) for name, value in request.scope["headers"]) > MAX_HEADERS:
            return PlainTextResponse("The headers are longer than 16 kB.\n", 431)
        length = request.headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length[:12]) > MAX_BODY:
            return TOO_LARGE
        if self.running >= self.settings.max_requests:
            return BUSY
        request.state.base_url = base_url(request, self.settings)
        if not request.state.base_url and request.scope["path"] != "/healthz":  # a probe may ask by address
            return PlainTextResponse("This site is not known by that host name.\n", 400)
        return None


class _Answer:
    """The answer to one request: the door's, or what is said in its place as long as the door has said nothing."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.status = 0  # none yet
        self._scope, self._receive, self._send = scope, receive, send
        self._late: asyncio.Task[None] | None = None

    async def send(self, message: Message) -> None:
        """What the door says; not heard any more when it is late."""
        if self._late is None:
            await self._pass_on(message)

    async def instead(self, response: Response) -> None:
        """Say this, if nothing was said."""
        if not self.status and self._late is None:
            await response(self._scope, self._receive, self._pass_on)

    def is_late(self) -> None:
        """Nobody waits longer for an answer to begin; the door may go on to its end, unheard."""
        if not self.status:
            LOG.warning("%s %r: too late", self._scope["method"], self._scope["path"])
            self._late = asyncio.get_running_loop().create_task(LATE(self._scope, self._receive, self._pass_on))

    async def told_late(self) -> None:
        """Wait until it is said that the door was late, if it was."""
        if self._late is not None:
            await self._late

    async def _pass_on(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await self._send(message)
