"""The desk as an ASGI app: a route for each page, the language, the headers, and what is said when a page fails."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from metadata.delivery_names import load_delivery_names
from metadata.desk.address import MOUNT, Address
from metadata.desk.asked import Asked, Elsewhere, Missing, Page, Whole
from metadata.desk.pages import PAGES
from metadata.desk.words import LANGUAGES, words_of
from metadata.desk.writing import teach
from metadata.errors import EmatError
from metadata.feedback.pages import HERE as CHARTS
from metadata.home import Home
from metadata.publish.web.negotiate import language
from metadata.standalone import environment
from metadata.story.page import HERE as STORY

HERE = Path(__file__).parent
FRESH = 60.0  # seconds that libraries and other files of schemas/ are kept
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    "Cache-Control": "no-store",  # what it shows is not for everybody
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


class Desk:
    """The pages of one installation; `create_desk` tells the arguments."""

    def __init__(self, schemas: Path, home: Callable[[], Home], airflow: str | None) -> None:
        self._schemas, self._open, self._airflow = schemas, home, airflow
        self._lock = Lock()
        self._home: Home | None = None
        self._made = 0.0
        self._templates = environment(HERE / "templates", CHARTS, STORY)

    def answer(self, request: Request, page: Page) -> Response:
        """The page as a response; 404 where there is nothing of that name, 503 where the store cannot be read."""
        try:
            return self._shown(request, page)
        except Missing:
            return self._plain(request, "missing", 404)
        except Elsewhere as other:
            return RedirectResponse(Address(request, self._airflow)(other.path), 303, HEADERS)
        except Whole as alone:
            policy = {"Content-Security-Policy": f"{alone.policy}; base-uri 'none'; frame-ancestors 'self'"}
            return HTMLResponse(alone.html, headers=HEADERS | policy)
        except EmatError as error:
            return self._plain(request, "unreadable", 503, str(error))

    def nowhere(self, request: Request) -> Response:
        """What is said where no page is."""
        return self._plain(request, "missing", 404)

    def _shown(self, request: Request, page: Page) -> Response:
        if any("\0" in each for each in (*request.path_params.values(), *request.query_params.values())):
            raise Missing  # no database has it in a text
        home, lang = self._fresh(), language(request)
        words = words_of(self._schemas, page.name, lang)
        address = Address(request, self._airflow)
        with home.store.read() as connection:
            asked = Asked(home, connection, request.path_params, request.query_params, lang, words, address)
            return self._render(request, page.name, words, 200, {"asked": asked, **page.facts(asked)})

    def _plain(self, request: Request, name: str, status: int, told: str = "") -> Response:
        """A page without facts."""
        words = words_of(self._schemas, name, language(request))
        return self._render(request, name, words, status, {"told": told})

    def _render(
        self, request: Request, name: str, words: Mapping[str, str], status: int, values: Mapping[str, object]
    ) -> Response:
        lang, query = language(request), dict(request.query_params)
        body = self._templates.get_template(f"{name}.html.j2").render(
            values,
            page=name,
            under=next((each.under for each in PAGES if each.name == name), ""),
            lang=lang,
            t=words,
            link=Address(request, self._airflow),
            pages=[each for each in PAGES if each.listed],
            languages=[(code, text, f"?{urlencode({**query, 'lang': code})}") for code, text in LANGUAGES.items()],
        )
        return HTMLResponse(body, status, HEADERS | {"Content-Language": lang})

    def _fresh(self) -> Home:
        """The installation; its files of schemas/ are read anew from time to time, its store stays open."""
        with self._lock:
            if self._home is None:
                self._home = self._open()
                teach(self._templates, self._home.zone, load_delivery_names(self._home.settings.schemas))
                self._made = time.monotonic()
            elif time.monotonic() - self._made > FRESH:
                self._home = self._home.renewed()
                words_of.cache_clear()
                self._made = time.monotonic()
            return self._home


def create_desk(schemas: Path, home: Callable[[], Home], airflow: str | None = "") -> Starlette:
    """The desk as an app to be mounted at /desk. `schemas` has its words.

    `home` opens the installation when the first page is asked for. `airflow` is the address of Airflow, "" where there
    is none, None where Airflow itself serves the desk: then runs can be started from its pages.
    """
    desk = Desk(schemas, home, airflow)

    def route(page: Page) -> Route:
        return Route(page.path, lambda request: desk.answer(request, page), methods=["GET"])

    static = Mount("/static", StaticFiles(directory=HERE / "static"))
    return Starlette(routes=[static, *map(route, PAGES), Route("/{path:path}", desk.nowhere)])


def desk_of(home: Home, airflow: str = "") -> list[BaseRoute]:
    """The desk of an open installation as routes of another app."""
    desk = create_desk(home.settings.schemas, lambda: home, airflow)
    return [Route(MOUNT, lambda request: RedirectResponse(f"{MOUNT}/", 307)), Mount(MOUNT, desk)]
