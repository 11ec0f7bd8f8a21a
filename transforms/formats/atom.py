"""Atom feeds of titles (RFC 4287), archived (RFC 5005 §4), with what was removed from them (RFC 6721).

A writer only. Every text is escaped; an address that is none (`is_iri`) is left out by whoever makes the links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from transforms.formats.oai_dc import xml_text

MEDIA_TYPE = "application/atom+xml"
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"'
    ' xmlns:at="http://purl.org/atompub/tombstones/1.0" xml:lang="{language}">\n'
)


class Link(NamedTuple):
    """An atom:link (RFC 4287 §4.2.7)."""

    rel: str
    href: str
    media_type: str = ""
    title: str = ""


class Category(NamedTuple):
    """An atom:category (RFC 4287 §4.2.2)."""

    term: str
    scheme: str
    label: str


class Entry(NamedTuple):
    """A title in a feed. Times are RFC 3339: "2026-11-22T01:02:03Z"."""

    id: str  # an IRI that never changes
    title: str
    updated: str
    published: str
    authors: Sequence[str]
    summary: str  # "": none
    categories: Sequence[Category]
    links: Sequence[Link]  # one of them rel="alternate", as there is no content (§4.1.2)
    language: str = ""  # of the title and the summary; "": that of the feed


class Removed(NamedTuple):
    """A title that is in the feed no more (RFC 6721 §3)."""

    id: str
    when: str


class Feed(NamedTuple):
    """What stands before the entries."""

    id: str
    title: str
    updated: str
    author: str  # of the feed: that is why an entry may have none (§4.1.1)
    rights: str
    language: str
    links: Sequence[Link]
    is_archive: bool = False


def atom(feed: Feed, entries: Iterable[Entry | Removed]) -> bytes:
    """The feed document in UTF-8, entries in the order given."""
    return "".join(_lines(feed, entries)).encode()


def _lines(feed: Feed, entries: Iterable[Entry | Removed]) -> Iterator[str]:
    yield _HEAD.format(language=xml_text(feed.language))
    yield _element("id", feed.id) + _element("title", feed.title) + _element("updated", feed.updated)
    yield f"<author>\n{_element('name', feed.author)}</author>\n{_element('rights', feed.rights)}"
    if feed.is_archive:
        yield "<fh:archive/>\n"
    yield from map(_link, feed.links)
    for each in entries:
        yield _removed(each) if isinstance(each, Removed) else "".join(_entry(each))
    yield "</feed>\n"


def _entry(entry: Entry) -> Iterator[str]:
    language = f' xml:lang="{xml_text(entry.language)}"' if entry.language else ""
    yield "<entry>\n"
    yield _element("id", entry.id) + _element("title", entry.title, language)
    yield _element("updated", entry.updated) + _element("published", entry.published)
    for name in entry.authors:
        yield f"<author>\n{_element('name', name)}</author>\n"
    yield from map(_link, entry.links)
    yield from map(_category, entry.categories)
    if entry.summary:
        yield _element("summary", entry.summary, language)
    yield "</entry>\n"


def _removed(entry: Removed) -> str:
    return f'<at:deleted-entry ref="{xml_text(entry.id)}" when="{xml_text(entry.when)}"/>\n'


def _element(name: str, text: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{xml_text(text)}</{name}>\n"


def _link(link: Link) -> str:
    told = (("rel", link.rel), ("href", link.href), ("type", link.media_type), ("title", link.title))
    return f"<link{_attributes(told)}/>\n"


def _category(category: Category) -> str:
    told = (("term", category.term), ("scheme", category.scheme), ("label", category.label))
    return f"<category{_attributes(told)}/>\n"


def _attributes(told: Iterable[tuple[str, str]]) -> str:
    return "".join(f' {name}="{xml_text(value)}"' for name, value in told if value)
