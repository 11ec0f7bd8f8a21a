"""ResourceSync documents (ANSI/NISO Z39.99-2017): what a source has to be copied, and what has changed in it.

Sitemaps with the elements of the framework. A writer only. Times are W3C datetimes: "2026-11-22T01:02:03Z".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from transforms.formats.oai_dc import xml_text

MEDIA_TYPE = "application/xml"
MOST = 50_000  # entries in one document (Sitemap protocol)
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:rs="http://www.openarchives.org/rs/terms/">\n'
)


class Resource(NamedTuple):
    """A file that can be copied."""

    uri: str
    modified: str
    size: int  # bytes
    sha256: str  # hexadecimal
    media_type: str


class Change(NamedTuple):
    """What became of a resource, and when (§12.1)."""

    uri: str
    what: str  # created, updated or deleted
    when: str
    resource: Resource | None = None  # as it is after the change; None for a deleted one


class Described(NamedTuple):
    """A document that another one names."""

    uri: str
    capability: str


def source_description(about: str, lists: Iterable[str]) -> bytes:
    """The entry to all (§8): a capability list for each set of resources; `about` describes the source to people."""
    found = [Described(each, "capabilitylist") for each in lists]
    return _document({"capability": "description"}, (("describedby", about),), map(_described, found))


def capability_list(up: str, about: str, documents: Iterable[Described]) -> bytes:
    """What there is for one set of resources (§9); `up` is the source description."""
    return _document({"capability": "capabilitylist"}, (("describedby", about), ("up", up)), map(_described, documents))


def resource_list(up: str, at: str, resources: Iterable[Resource]) -> bytes:
    """All resources of a set at a moment (§10.1); `up` is the capability list."""
    return _document({"capability": "resourcelist", "at": at}, (("up", up),), map(_resource, resources))


def change_list(up: str, start: str, changes: Iterable[Change]) -> bytes:
    """What changed since a moment, oldest first (§12.1); an open list, so that it is asked again."""
    return _document({"capability": "changelist", "from": start}, (("up", up),), map(_change, changes))


def _document(told: Mapping[str, str], links: Sequence[tuple[str, str]], urls: Iterable[str]) -> bytes:
    head = "".join(f'<rs:ln rel="{rel}" href="{xml_text(href)}"/>\n' for rel, href in links)
    return "".join((_HEAD, head, _md(told), *urls, "</urlset>\n")).encode()


def _described(document: Described) -> str:
    return _url(document.uri, "", _md({"capability": document.capability}))


def _resource(resource: Resource) -> str:
    return _url(resource.uri, resource.modified, _md(dict(_told(resource))))


def _change(change: Change) -> str:
    told = {"change": change.what, "datetime": change.when}
    if change.resource is None:
        return _url(change.uri, "", _md(told))
    return _url(change.uri, change.resource.modified, _md(told | dict(_told(change.resource))))


def _told(resource: Resource) -> Iterator[tuple[str, str]]:
    yield "hash", f"sha-256:{resource.sha256}"
    yield "length", str(resource.size)
    yield "type", resource.media_type


def _url(uri: str, modified: str, metadata: str) -> str:
    time = f"<lastmod>{xml_text(modified)}</lastmod>\n" if modified else ""
    return f"<url>\n<loc>{xml_text(uri)}</loc>\n{time}{metadata}</url>\n"


def _md(told: Mapping[str, str]) -> str:
    attributes = "".join(f' {name}="{xml_text(value)}"' for name, value in told.items() if value)
    return f"<rs:md{attributes}/>\n"
