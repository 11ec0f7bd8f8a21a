"""What passes through the OAI-PMH provider: request, response, settings, what a verb is asked and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from metadata.publish.catalogue import ALL, Catalogue, View
from metadata.publish.oai_pmh.arguments import Fault
from metadata.publish.oai_pmh.tokens import Walk

LANGUAGES = ("fi", "sv", "en")
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"  # the licence of all that is published


class Request(NamedTuple):
    """An HTTP request as far as OAI-PMH looks at it."""

    method: str
    query: bytes = b""
    body: bytes = b""  # of a form, when the method is POST
    accept_encoding: str = ""


class Served(NamedTuple):
    """A page of a list that was given, for the log of harvests."""

    view: str
    verb: str
    walk: Walk  # as it stands behind the page


class Response(NamedTuple):
    """An HTTP response."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    served: Served | None = None  # where a page of a list was asked for, and there was one or nothing to list


class Called(NamedTuple):
    """How a view is called, and in which language it speaks."""

    name: str
    language: str  # "fi", "sv", "en"


@dataclass(frozen=True, slots=True)
class Settings:
    """Who publishes and how; one for all views."""

    base_url: str  # of the site, without a final slash: "https://example.org"
    name: str  # of the whole, in English; and of a view that is not among `views`
    admin_email: str
    domain: str  # of the OAI identifiers: a domain name of at least two parts
    key: bytes  # signs tokens; must outlive restarts and deployments
    page_size: int = 100
    token_days: int = 7  # promised life of a token; the store keeps a publication longer
    views: Mapping[str, Called] = field(default_factory=dict)
    set_name: Callable[[str, str], str] | None = None  # (setSpec, language) → name; None: as the view names it

    def called(self, view: str) -> Called:
        """Name and language of a view."""
        return self.views.get(view, Called(self.name, "en"))


@dataclass(frozen=True, slots=True)
class Ask:
    """A request whose arguments are in order, and what it may read."""

    arguments: Mapping[str, str]
    view: View  # at its current publication
    catalogue: Catalogue
    settings: Settings
    moment: str  # now, "2026-11-22T01:02:03Z"


class Answer(NamedTuple):
    """The content of a response, and the moment it speaks of."""

    content: tuple[bytes, ...]
    moment: str
    walk: Walk | None = None  # over a list, behind this page


Reply = Answer | Fault


def address(base_url: str, view: str) -> str:
    """The OAI-PMH base URL of a view."""
    return f"{base_url}/oai" if view == ALL else f"{base_url}/oai/lib/{view}"
