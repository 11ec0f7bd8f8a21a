"""What the pages of titles and of works read alike: the view that is asked for, live titles, graphs, languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from metadata.mint import normalise_id
from metadata.publish.catalogue import ALL, Catalogue, View
from metadata.publish.web.negotiate import LANGUAGES, language
from metadata.publish.web.pages import Pages
from metadata.publish.web.settings import WebSettings
from metadata.publish.web.shown import MARC, Shown, Words
from transforms.formats.graph import Thing
from transforms.formats.schema_org import SchemaOrg, graph
from transforms.match.kinship import WORK
from transforms.media import Media
from transforms.merge.works_758 import UNKNOWN, OfWork
from transforms.record import Record

_LANGUAGES = {MARC[each]: place for place, each in enumerate(LANGUAGES)}  # those of the pages before the others
_MEDIA = {each: place for place, each in enumerate(Media)}


class Group(NamedTuple):
    """Titles of one language."""

    language: str  # its name; "" of several or none
    lang: str  # its tag
    titles: Sequence[Shown]


class Reader:
    """Reads a catalogue for pages."""

    def __init__(self, catalogue: Catalogue, pages: Pages, settings: WebSettings) -> None:
        self.catalogue, self.pages = catalogue, pages
        self.site = f"https://{settings.domain}/"  # what the URIs of titles, expressions and works begin with
        self.tables = settings.tables
        self.schema_org = SchemaOrg.load(settings.tables.schemas)

    def view(self, request: Request) -> View | None:
        """The view that ?view= names, by default the whole; None where there is none of that name."""
        return self.catalogue.view(request.query_params.get("view", ALL))

    def words(self, request: Request) -> Words:
        """The words of the page's language."""
        return Words(language(request), self.tables, self.schema_org.language_tags, self.pages.terms)

    def graph(self, record: Record, of: OfWork = UNKNOWN) -> Thing:
        """The title in schema.org."""
        return graph(record, self.site, self.schema_org, of)

    def shown(self, view: View, title_ids: Iterable[str], words: Words) -> list[Shown]:
        """Those of the titles that are live in the view, those with the languages of the pages first."""
        live = [each for each, entry in view.entries_of(list(title_ids)).items() if not entry.deleted]
        records = view.records(live)
        return sorted((Shown(records[each], words) for each in live), key=_order)

    def where(self, view: View, lang: str) -> dict[str, Any]:
        """For templates: the library of the view ("" for the whole), and what addresses of pages and forms end in."""
        library = "" if view.name == ALL else self.pages.library(view.name, lang)
        return {"library": library, "query": query_of(view, lang=lang), "form_query": query_of(view)}

    def sisters(self, view: View, title_id: str, of: OfWork, words: Words) -> list[Shown]:
        """The other live titles of its work."""
        family = self.catalogue.family(WORK, of.work_id) if of.work_id else None
        return self.shown(view, (each for each in family.titles if each != title_id), words) if family else []


def moved(request: Request, path: str) -> Response:
    """Where what was asked for is now, for good, with the same query."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{request.state.base_url}{path}{query}", 301)


def read_id(text: str) -> str:
    """An id as it may have been typed, in its one form; what cannot be one of ours in capitals."""
    return normalise_id(text) or text.upper()


def query_of(view: View, **more: str) -> str:
    """What addresses within a view end in: "" for the whole, else "?view=FI-Abc"."""
    told = ({} if view.name == ALL else {"view": view.name}) | more
    return f"?{urlencode(told)}" if told else ""


def by_language(titles: Iterable[Shown]) -> list[Group]:
    """Titles under their languages, both in the order they come."""
    groups: dict[str, list[Shown]] = {}
    for each in titles:
        groups.setdefault(each.languages, []).append(each)
    return [Group(name, found[0].lang, found) for name, found in groups.items()]


def _order(shown: Shown) -> tuple[int, str, int, str, str]:
    codes = shown.codes
    place = _LANGUAGES.get(codes[0], len(_LANGUAGES)) if len(codes) == 1 else len(_LANGUAGES) + 1
    return place, shown.languages, _MEDIA[shown.media], shown.name.casefold(), shown.title_id
