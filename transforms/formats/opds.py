"""OPDS 2.0 (draft of opds.io): titles and lists of them as JSON, on the model of the Readium Web Publication Manifest.

A writer only: it makes dictionaries, of which any JSON writer makes the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from transforms.formats import oai_dc
from transforms.formats.agents import Agent, agents
from transforms.formats.graph import Text, Thing, Uri
from transforms.formats.oai_dc import without_isbd
from transforms.formats.schema_org.people import publishers, same_as
from transforms.formats.schema_org.subjects import about, genres, keywords
from transforms.formats.schema_org.title import Title
from transforms.identifiers.isbn import parse_isbn
from transforms.identifiers.trade import parse_issn
from transforms.resources_856 import borrowing, cover
from transforms.validate.derive.agency_languages import SAMI

FEED = "application/opds+json"
PUBLICATION = "application/opds-publication+json"
BORROW = "http://opds-spec.org/acquisition/borrow"
ACQUISITION = "http://opds-spec.org/acquisition"
NEWEST = "http://opds-spec.org/sort/new"
Json = dict[str, Any]

# MARC relator → element of the default context; every other one is a contributor with its code as role
ELEMENTS: Mapping[str, str] = {
    "aut": "author",
    "trl": "translator",
    "edt": "editor",
    "art": "artist",
    "ill": "illustrator",
    "nrt": "narrator",
}
MAIN: Mapping[str, str] = {"author": "author", "byArtist": "artist"}  # what 1XX without a relator is, by schema.org
_IMAGES: Mapping[str, str] = {"gif": "image/gif", "png": "image/png", "svg": "image/svg+xml", "webp": "image/webp"}
_PLAIN = frozenset(("image/gif", "image/jpeg", "image/png"))  # every publication must have one of these
_ANY_SAMI = "smi"
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


class Place(NamedTuple):
    """Where a title is found in a catalogue."""

    itself: str  # address of its publication document
    page: str  # of its page
    no_cover: str  # of a PNG that stands for a cover


class Link(NamedTuple):
    """A link from one list to another."""

    title: str
    href: str
    rel: str = "subsection"
    items: int | None = None
    is_here: bool = False  # the list that is shown

    def json(self) -> Json:
        """The link object."""
        rel: Any = [self.rel, "self"] if self.is_here and self.rel else "self" if self.is_here else self.rel
        told: Json = {"title": self.title, "href": self.href, "type": FEED}
        told |= {"rel": rel} if rel else {}
        return told | ({"properties": {"numberOfItems": self.items}} if self.items is not None else {})


def publication(title: Title, modified: str, place: Place) -> Json:
    """A title with its links; it can be borrowed where the view's record links to, else its page tells how."""
    lending = [
        {"rel": BORROW, "href": each.url, "type": "text/html", **({"title": each.text} if each.text else {})}
        for each in borrowing(title.record)
    ]
    links = [
        {"rel": "self", "href": place.itself, "type": PUBLICATION},
        {"rel": "alternate", "href": place.page, "type": "text/html"},
        *(lending or [{"rel": ACQUISITION, "href": place.page, "type": "text/html"}]),
    ]
    return {"metadata": _metadata(title, modified), "links": links, "images": _images(title, place.no_cover)}


def facet(title: str, links: Iterable[Link]) -> Json:
    """A group of links that narrow the list that is shown."""
    return {"metadata": {"title": title}, "links": [each.json() for each in links]}


def navigation(title: str, links: Iterable[Link]) -> Json:
    """A group of links to other lists."""
    return {"metadata": {"title": title}, "navigation": [each.json() for each in links]}


def group(title: str, address: str, items: int, publications: Sequence[Json]) -> Json:
    """The first titles of a list that has an address of its own."""
    return {
        "metadata": {"title": title, "numberOfItems": items},
        "links": [{"rel": "self", "href": address, "type": FEED}],
        "publications": list(publications),
    }


def _metadata(title: Title, modified: str) -> Json:
    """The elements of the default context; those without a value are left out."""
    told = {
        "@type": f"http://schema.org/{title.kind.types[0]}",
        "identifier": title.uri,
        "altIdentifier": list(_numbers(title)),
        **_names(title),
        **_people(title),
        "publisher": [each.value for publisher in publishers(title) for each in _terms(publisher)],
        "language": [each.value for each in title.languages(_languages(title))],
        "modified": modified,
        "published": _day(title.record.value("008")),
        "description": "\n\n".join(" ".join(each.all("a", "b")) for each in title.record.all("520")).strip(),
        "duration": _seconds(title.record.value("306", "a")),
        "subject": _subjects(title),
        "belongsTo": {"series": series} if (series := list(_series(title))) else {},
    }
    return {name: value for name, value in told.items() if value}


def _languages(title: Title) -> list[str]:
    """Codes of its languages; where one of the Sámi languages is told, without the code for all of them.

    MARC has both. Here readers take each for a language by itself, and some know no code of several.
    """
    codes = oai_dc.languages(title.record)
    return codes if SAMI.isdisjoint(codes) else [each for each in codes if each != _ANY_SAMI]


def _names(title: Title) -> Json:
    """Title and subtitle, and how they file where an article stands before."""
    field = title.record.first("245")
    proper = without_isbd(" ".join(field.all("a", "n", "p"))) if field else ""
    if field is None or not proper:
        return {"title": title.name}
    skipped = int(field.ind2) if field.ind2.isdecimal() else 0
    filed = proper[skipped:] if 0 < skipped < len(proper) else ""
    return {"title": proper, "subtitle": without_isbd(" ".join(field.all("b"))), "sortAs": filed}


def _people(title: Title) -> Json:
    found: dict[str, list[Json]] = {}
    for agent in agents(title.record):
        for element, role in dict.fromkeys(_roles(agent, title)):
            found.setdefault(element, []).append(_contributor(agent, title) | ({"role": role} if role else {}))
    return dict(found)


def _roles(agent: Agent, title: Title) -> list[tuple[str, str]]:
    """(element, role) of what someone did."""
    if not agent.relators:
        return [(MAIN.get(title.kind.main, "contributor") if agent.is_main else "contributor", "")]
    elements = ((ELEMENTS.get(each, "contributor"), each) for each in agent.relators)
    return [(element, code if element == "contributor" else "") for element, code in elements]


def _contributor(agent: Agent, title: Title) -> Json:
    filed = without_isbd(agent.field["a"])
    uris = same_as(agent.field, title.words)
    told: Json = {"name": agent.name}
    told |= {"sortAs": filed} if filed != agent.name else {}
    told |= {"identifier": uris[0]} if uris else {}
    return told | ({"altIdentifier": uris[1:]} if uris[1:] else {})


def _numbers(title: Title) -> Iterator[str]:
    """ISBNs, of magazines ISSNs, as URNs."""
    tag, parse = ("022", parse_issn) if title.is_serial else ("020", parse_isbn)
    numbers = (parse(value) for each in title.record.all(tag) for value in each.all("a"))
    yield from dict.fromkeys(f"urn:{'issn' if title.is_serial else 'isbn'}:{each}" for each in numbers if each)


def _day(fixed: str) -> str:
    """The day of publication where 008 tells it (06 e, detailed date); a year alone is no date of this format."""
    text = f"{fixed[7:11]}-{fixed[11:13]}-{fixed[13:15]}"
    try:
        return date.fromisoformat(text).isoformat() if fixed[6:7] == "e" else ""
    except ValueError:
        return ""


def _seconds(text: str) -> int:
    """The playing time (306 $a, hhmmss) in seconds; 0 without one."""
    if len(text) != 6 or not (text.isascii() and text.isdecimal()):
        return 0
    return int(text[:2]) * 3600 + int(text[2:4]) * 60 + int(text[4:])


def _subjects(title: Title) -> list[Json]:
    """Headings, genres and terms, a concept once with its terms by language."""
    concepts = [each for each in (*about(title), *genres(title)) if isinstance(each, Thing)]
    terms = [each for each in (*genres(title), *keywords(title)) if isinstance(each, Text)]
    return [_concept(each) for each in concepts if _terms(each)] + [{"name": each.value} for each in terms]


def _concept(concept: Thing) -> Json:
    terms = _terms(concept)
    by_language = {each.language: each.value for each in terms}
    name: Any = by_language if len(by_language) > 1 and "" not in by_language else terms[0].value
    schemes = (value.uri for name, value in concept.said if name == "inDefinedTermSet" and isinstance(value, Uri))
    scheme = next(schemes, "")
    if not scheme or not concept.uri.startswith(scheme):
        return {"name": name}
    return {"name": name, "scheme": scheme, "code": concept.uri.removeprefix(scheme)}


def _terms(named: Thing) -> list[Text]:
    return [value for name, value in named.said if name == "name" and isinstance(value, Text)]


def _series(title: Title) -> Iterator[Json]:
    for field in title.record.all("490"):
        name, number = without_isbd(field["a"]), _NUMBER.search(field["v"])
        position = float(number[0].replace(",", ".")) if number else 0.0
        if name:
            whole: float = int(position) if position.is_integer() else position
            yield {"name": name} | ({"position": whole} if position > 0 else {})


def _images(title: Title, no_cover: str) -> list[Json]:
    """The cover; where it is none that every reader shows, a picture in its place as well."""
    address = cover(title.record)
    stands_in = {"href": no_cover, "type": "image/png"}
    if not address:
        return [stands_in]
    name = address.partition("?")[0].rpartition(".")[2].lower()
    kind = _IMAGES.get(name, "image/jpeg")
    return [{"href": address, "type": kind}, *([] if kind in _PLAIN else [stands_in])]
