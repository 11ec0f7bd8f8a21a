"""What every feed is made from: the published views, their order, their names and languages, the words of a format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from metadata.publish.catalogue import ALL, Catalogue, View
from metadata.publish.feeds.order import BusyError, Order, Orders
from metadata.publish.web.negotiate import tagged
from transforms.formats.schema_org import SchemaOrg
from transforms.formats.schema_org.title import Title
from transforms.record import Record
from transforms.tables import Tables
from transforms.yaml_text import read_yaml

HERE = Path(__file__).parent
MARC = {"fi": "fin", "sv": "swe", "en": "eng"}  # language of a view → MARC
RETRY_AFTER = "30"  # seconds
_DIGITS = 9  # of a number in an address
Names = Mapping[str, str]  # by fi, sv and en


@dataclass(frozen=True, eq=False)
class Channel:
    """One catalogue, as feeds read it."""

    catalogue: Catalogue
    site: str  # what the URIs of titles and feeds begin with; ends in a slash
    names: Mapping[str, Names]  # of the views
    languages: Mapping[str, str]  # of the views: fi, sv or en
    schema_org: SchemaOrg
    tables: Tables
    since: str  # when this server began: words and mappings change only then
    orders: Orders = field(default_factory=Orders)

    @cached_property
    def _words(self) -> Mapping[str, Any]:
        content: Mapping[str, Any] = read_yaml((HERE / "texts.yml").read_text("utf-8"))
        return content

    def view(self, request: Request, publication: int | None = None) -> View:
        """The view that the address names. Raises HTTPException: 404 for none, 410 for a publication no longer kept."""
        name = request.path_params["view"]
        view = self.catalogue.view(name, publication)
        if view is not None:
            return view
        if publication is not None and name in self.catalogue.names():
            raise HTTPException(410, "This publication is no longer kept: begin again.\n")
        raise HTTPException(404, "There is no such view.\n")

    def answer(self, request: Request, body: bytes, media_type: str, modified: str) -> Response:
        """The body with ETag and Last-Modified; 304 when the reader has it. `modified`: when its content changed."""
        return tagged(request, Response(body, media_type=media_type), max(modified, self.since))

    def order(self, view: View) -> Order:
        """The titles of a view in order. Raises HTTPException 503 while too many wait for orders to be made."""
        try:
            return self.orders.of(view)
        except BusyError:
            raise HTTPException(503, "Busy; come back soon.\n", {"Retry-After": RETRY_AFTER}) from None

    def title(self, record: Record) -> Title:
        """A record on its way to a format."""
        return Title(record, self.site, self.schema_org)

    def language(self, view: View) -> str:
        """In which language a view is told: fi, sv or en."""
        return self.languages.get(view.name, "fi")

    def name(self, view: View) -> str:
        """The name of a view in its language."""
        return self.names.get(view.name, {}).get(self.language(view), view.name)

    def text(self, view: View, key: str) -> str:
        """A text of texts.yml in the language of a view."""
        return str(self._words["texts"][key][self.language(view)])

    def media_name(self, view: View, media: str, number: Literal["media", "medium"] = "media") -> str:
        """What titles of a kind are called, or one of them ("medium"); what is no kind by its code."""
        return str(self._words[number].get(media, {}).get(self.language(view), media))

    def language_name(self, view: View, code: str) -> str:
        """What a language is called in that of the view; its English name, else its code, where it has none."""
        names = self.tables.languages.get(code, {})
        return names.get(MARC[self.language(view)]) or names.get("eng") or code


def page_of(base: str, view: View, title_id: str) -> str:
    """The address of the page of a title in a view."""
    query = "" if view.name == ALL else f"?{urlencode({'view': view.name})}"
    return f"{base}/titles/{title_id}{query}"


def number_of(text: str) -> int:
    """A number in an address; 0, which nothing there has, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 0
