"""856: electronic location and access. Links to the resource are dropped, covers and related links kept.

The link to the resource is library data: publication makes it from the vendor's template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from transforms.normalise.context import Context
from transforms.normalise.exchange import exchanged
from transforms.record import Field, Record

_RESOURCE = frozenset({"0", "1", " ", "8"})  # 856 ind2 that library systems take for the resource itself
_RELATED = "2"
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp)(?:[?#].*)?", re.IGNORECASE)
_PLAIN_HTTP = re.compile(r"http://(?!(?:www\.)?urn\.fi/)", re.IGNORECASE)


def links_856(record: Record, context: Context) -> Record:
    """856 40 to a reader is dropped; "cover.jpg" and samples become 856 42 $3 Kansikuva, Näyte; http becomes https."""
    links = [each for each in record.fields if each.tag == "856"]
    if not links:
        return record
    words = context.tables.words[context.language(record)]
    kept = [_secure(each) for link in links for each in _kept(link, context, words)]
    return record if kept == links else exchanged(record, ("856",), kept)


def _kept(link: Field, context: Context, words: Mapping[str, str]) -> list[Field]:
    kind = context.tables.lists.link_words(" ".join(link.all("3", "y", "z")))
    if kind == "mark":
        return []
    if kind == "cover" or _is_picture(link):
        return [_related(link, words["cover"])] if context.profile.covers else []
    if kind == "sample" and link.has("u"):
        return [_related(link, words["sample"])]
    return [] if link.ind2 in _RESOURCE else [link]


def _related(link: Field, label: str) -> Field:
    """A link to something beside the resource, with what it is in $3 and no other words."""
    told = link["3"] or label
    rest = [pair for pair in link.subfields if pair[0] not in "3yz"]
    return link.with_subfields([("3", told), *rest]).with_indicators(link.ind1 + _RELATED)


def _is_picture(link: Field) -> bool:
    return any(_PICTURE.search(url) for url in link.all("u"))


def _secure(link: Field) -> Field:
    return link.map(lambda code, value: _PLAIN_HTTP.sub("https://", value, count=1) if code == "u" else value)
