"""The guard before every door: sizes, number of requests at once, Host, and security headers.

ASGI middleware without a framework class, so that a refusal costs nothing. It never looks at content.
"""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from metadata.publish.web.settings import WebSettings, base_url

MAX_QUERY = 16 * 1024  # bytes
MAX_BODY = 64 * 1024  # bytes
RETRY_AFTER = "10"  # seconds
TOO_LARGE = PlainTextResponse("The body is larger than 64 kB.\n", 413)
_IMPROPER = re.compile(rb"[^\x21-\x7e]")  # bytes that no URL has; some clients send them all the same

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' https:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


class Guard:
    """Wraps an app; keeps only the number of requests that are being answered."""

    def __init__(self, app: ASGIApp, settings: WebSettings) -> None:
        self.app = app
        self.settings = settings
        self.running = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse the request or pass it on, and dress the answer in the security headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self.refusal(HTTPConnection(scope))
        scope["query_string"] = _IMPROPER.sub(lambda byte: b"%%%02X" % byte[0][0], scope["query_string"])
        self.running += 1
        try:
            await (refusal or self.app)(scope, receive, _with_headers(send))
        finally:
            self.running -= 1

    def refusal(self, request: HTTPConnection) -> Response | None:
        """The answer to a request that goes no further; None lets it pass, with `state.base_url` set."""
        if len(request.scope["query_string"]) > MAX_QUERY:
            return PlainTextResponse("The query is longer than 16 kB.\n", 414)
        length = request.headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length[:12]) > MAX_BODY:
            return TOO_LARGE
        if self.running >= self.settings.max_requests:
            return PlainTextResponse("Busy; come back soon.\n", 503, {"Retry-After": RETRY_AFTER})
        request.state.base_url = base_url(request, self.settings)
        if not request.state.base_url and request.scope["path"] != "/healthz":  # a probe may ask by address
            return PlainTextResponse("This site is not known by that host name.\n", 400)
        return None


def _with_headers(send: Send) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sender
