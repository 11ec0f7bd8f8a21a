"""The doors to the world: OAI-PMH, titles, files, health. Only routes and the way to them.

What is said behind a door is in its own module; nothing here reads the store.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

import anyio.to_thread
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from metadata.errors import EmatError
from metadata.publish.catalogue import ALL, Catalogue, NotAtHand
from metadata.publish.oai_pmh import exchange
from metadata.publish.oai_pmh.provider import Clock, accepts_gzip, handle
from metadata.publish.web.drops import DropFiles, DropsPage
from metadata.publish.web.guard import MAX_BODY, RETRY_AFTER, TOO_LARGE, Guard, Watch
from metadata.publish.web.pages import HERE, Pages
from metadata.publish.web.reader import Reader
from metadata.publish.web.settings import WebSettings
from metadata.publish.web.start import Start
from metadata.publish.web.titles import Titles
from metadata.publish.web.works import Works
from transforms.merge.works_758 import PATHS

TOO_SLOW = PlainTextResponse("The body of the request did not come in time.\n", 408)
_LIST, _SPAN = re.compile(rb"verb=List(?:Records|Identifiers)(?:&|$)"), re.compile(rb"(?:from|until|set)=")
DATESTAMP = "%Y-%m-%dT%H:%M:%SZ"


class Told(NamedTuple):
    """Who else is told of what happens at the doors."""

    watch: Watch | None = None  # of every answer
    harvests: Callable[[exchange.Served, str, str], None] | None = None  # of a page that was given; agent and address
    stopping: Sequence[Callable[[], object]] = ()  # of the end, in this order


def create_app(
    catalogue: Catalogue,
    settings: WebSettings,
    clock: Clock,
    more: Sequence[BaseRoute] = (),
    told: Told = Told(),  # noqa: B008 - immutable
) -> Starlette:
    """The web app over a catalogue; `more` are routes of further channels, behind the same guard."""
    pages = Pages(settings.repository_name, settings.names, clock().strftime(DATESTAMP))
    reader = Reader(catalogue, pages, settings)
    oai = OaiDoor(catalogue, settings, clock, told)

    def missing(request: Request, _: Exception) -> Response:
        return pages.show(request, "missing.html", 404, elsewhere="")

    def health(_: Request) -> Response:
        try:
            view = catalogue.view(ALL)
        except EmatError:  # its words may tell of the house; the log has them when a door fails
            return JSONResponse({"status": "the store cannot be read"}, 503, {"Retry-After": RETRY_AFTER})
        return JSONResponse({"status": "ok", "publication": view.publication if view else 0})

    routes = [
        Route("/oai", oai),
        Route("/oai/lib/{isil}", oai),
        Route("/titles/{name}", Titles(reader, pages).answer),
        *(Route(f"/{path}/{{name}}", Works(level, reader, pages).answer) for level, path in PATHS.items()),
        Route("/files", lambda request: RedirectResponse(f"{request.state.base_url}/files/", 307)),
        Route("/files/", DropsPage(settings.files, pages, more).answer),
        Mount("/files", DropFiles(directory=settings.files, check_dir=False)),
        Mount("/static", StaticFiles(directory=HERE / "static")),
        Route("/healthz", health),
        *more,
    ]
    routes.append(Route("/", Start(catalogue, pages, routes).answer))
    guard = Middleware(Guard, settings=settings, watch=told.watch)

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads
        try:
            yield
        finally:
            for each in told.stopping:
                each()

    app = Starlette(routes=routes, middleware=[guard], exception_handlers={404: missing}, lifespan=life)
    app.router.redirect_slashes = False  # no redirect in front of an OAI-PMH base URL
    return app


class OaiDoor:
    """ASGI endpoint of OAI-PMH: every method comes here, so that the provider refuses the wrong ones."""

    def __init__(self, catalogue: Catalogue, settings: WebSettings, clock: Clock, told: Told) -> None:
        self.catalogue, self.settings, self.clock, self.told = catalogue, settings, clock, told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the form, if there is one, and let the provider answer; beside the event loop where it takes a while."""
        request = Request(scope, receive)
        try:
            async with asyncio.timeout(self.settings.body_seconds):
                body = await _limited(request)
        except TimeoutError:
            await TOO_SLOW(scope, receive, send)
            return
        if body is None:
            await TOO_LARGE(scope, receive, send)
            return
        response = self._at_once(request, body)
        if response is None:
            response = await run_in_threadpool(self.answer, request, body, self.catalogue)
        await response(scope, receive, send)

    def _at_once(self, request: Request, body: bytes) -> Response | None:
        """A page of a list, where nothing has to be waited for: a thread would be half as much work again.

        A page keeps the interpreter to itself wherever it is made. Packing it does not, nor does a view that is made.
        """
        packed = accepts_gzip(request.headers.get("accept-encoding", ""))
        if packed or not _is_quick(request.scope["query_string"]) or not (at_hand := self.catalogue.at_hand()):
            return None
        try:
            return self.answer(request, body, at_hand)
        except NotAtHand:
            return None

    def answer(self, request: Request, body: bytes, catalogue: Catalogue) -> Response:
        """The provider's answer for the view that the path names."""
        asked = exchange.Request(
            request.method, request.scope["query_string"], body, request.headers.get("accept-encoding", "")
        )
        said = handle(asked, _view_of(request), catalogue, self.settings.oai(request.state.base_url), self.clock)
        if said.served and self.told.harvests:
            host = request.client.host if request.client else ""
            self.told.harvests(said.served, request.headers.get("user-agent", ""), host)
        return Response(said.body, said.status, dict(said.headers))


def _view_of(request: Request) -> str:
    """The view that the path names; "", which is none, where it names the whole as if that were a library."""
    isil: str = request.path_params.get("isil", "")
    if "isil" not in request.path_params:
        return ALL
    return isil if isil != ALL else ""


def _is_quick(query: bytes) -> bool:
    """True for a page of a list of which there is nothing to be counted."""
    return bool(_LIST.search(query)) and (b"resumptionToken=" in query or not _SPAN.search(query))


async def _limited(request: Request) -> bytes | None:
    """The body; None when it is larger than a form may be, whatever its declared length."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return body
