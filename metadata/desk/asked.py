"""What a page is asked, and what it is: the types between the app and the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from metadata.desk.address import Address
from metadata.home import Home
from metadata.publish.web.pages import day

Facts = Mapping[str, object]  # what a template is given


class Missing(Exception):  # noqa: N818  # no fault: there is nothing by that name
    """There is no such thing; the page says so with status 404."""


class Elsewhere(Exception):  # noqa: N818  # no fault
    """The page is at another address below the desk."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


class Whole(Exception):  # noqa: N818  # no fault
    """What is asked for is a page that stands alone, with its own policy."""

    def __init__(self, html: str, policy: str) -> None:
        super().__init__()
        self.html, self.policy = html, policy


class Asked(NamedTuple):
    """One request, as a page sees it."""

    home: Home
    connection: Connection  # of the store; one moment of it, to read
    path: Mapping[str, str]  # what stands in the address
    query: Mapping[str, str]
    lang: str  # fi, sv or en
    words: Mapping[str, str]  # of the desk and this page, in that language
    link: Address  # makes addresses

    def day(self, text: str) -> str:
        """A day, as 2026-12-31, as the language writes it."""
        return day(text, self.lang)

    def number(self, name: str) -> int:
        """A number of the address. Raises Missing where it is none."""
        text = self.path[name]
        if not (text.isascii() and text.isdigit() and len(text) < 16):  # as far as SQLite counts
            raise Missing
        return int(text)

    def page(self) -> int:
        """The page of a list that `?page=` names, from 1; the first where it says nothing sensible."""
        text = self.query.get("page", "")
        return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 8 else 1


class Page(NamedTuple):
    """A page of the desk."""

    path: str  # below /desk, as Starlette writes it: "/vendors/{vendor}"
    name: str  # of its template, and of its words in schemas/desk/
    facts: Callable[[Asked], Facts]  # raises Missing, Elsewhere
    listed: bool = False  # it stands in the navigation
    under: str = ""  # the listed page that it belongs to
