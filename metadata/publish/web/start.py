"""The start page: what is published, and the doors of every view."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from metadata.publish.catalogue import ALL, Catalogue
from metadata.publish.web.negotiate import language
from metadata.publish.web.pages import Pages

OAI, OAI_WHOLE = "/oai/lib/{isil}", "/oai"
# Name → the path of its route and what is asked there; those without a route are not shown.
DOORS = (
    ("OAI-PMH", OAI, "?verb=Identify"),
    ("Atom", "/feeds/{view}/new.atom", ""),
    ("OPDS 2.0", "/opds/{view}", ""),
    ("KBART", "/kbart/{view}.tsv", ""),
)


class Row(NamedTuple):
    """A view on the page."""

    isil: str  # "" of the whole
    name: str
    doors: list[str]  # paths, in the order of the names


class Start:
    """Answers for the start page."""

    def __init__(self, catalogue: Catalogue, pages: Pages, routes: Iterable[BaseRoute]) -> None:
        served = {each.path for each in routes if isinstance(each, Route)}
        self.catalogue, self.pages = catalogue, pages
        self.doors = [each for each in DOORS if each[1] in served]

    def answer(self, request: Request) -> Response:
        """The page in the reader's language: the whole, then the libraries by their names."""
        lang = language(request)
        isils = [each for each in self.catalogue.names() if each != ALL]
        rows = [Row(each, self.pages.library(each, lang), self._paths(each)) for each in isils]
        rows.sort(key=lambda each: each.name.casefold())
        whole = Row("", self.pages.texts["files_all"][lang], self._paths(ALL))
        names = [name for name, _, _ in self.doors]
        return self.pages.show(request, "start.html", doors=names, views=[whole, *rows])

    def _paths(self, view: str) -> list[str]:
        """The doors of a view."""
        found = []
        for _, path, query in self.doors:
            path = OAI_WHOLE if path == OAI and view == ALL else path
            found.append((path + query).replace("{isil}", quote(view, safe="")).replace("{view}", quote(view, safe="")))
        return found
