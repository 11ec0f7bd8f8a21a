"""856: electronic location and access. Links to the resource are dropped, covers and related links kept.

The link to the resource is library data: publication makes it from the vendor's template.
"""

from __future__ import annotations

import re

from transforms.normalise.context import Context
from transforms.record import Field, Record

_RESOURCE = frozenset({"0", "1", " ", "8"})  # 856 ind2 that library systems take for the resource itself
_RELATED = "2"
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp)(?:[?#].*)?", re.IGNORECASE)
_COVER = {"fin": "Kansikuva", "swe": "Omslag"}
_PLAIN_HTTP = re.compile(r"http://(?!(?:www\.)?urn\.fi/)", re.IGNORECASE)


def links_856(record: Record, context: Context) -> Record:
    """856 40 to a reader is dropped; one to "cover.jpg" becomes 856 42 $3 Kansikuva; http becomes https."""
    links = [each for each in record.fields if each.tag == "856"]
    if not links:
        return record
    cover = _COVER[context.language(record)]
    kept = [_secure(each) for link in links for each in _kept(link, cover, context.profile.covers)]
    return record if kept == links else record.drop("856").add(*kept)


def _kept(link: Field, cover: str, covers: bool) -> list[Field]:
    if _is_picture(link):
        if not covers:
            return []
        named = link if link.has("3") else link.with_subfields([("3", cover), *link.subfields])
        return [named.with_indicators(link.ind1 + _RELATED)]
    return [] if link.ind2 in _RESOURCE else [link]


def _is_picture(link: Field) -> bool:
    return any(_PICTURE.search(url) for url in link.all("u"))


def _secure(link: Field) -> Field:
    return link.map(lambda code, value: _PLAIN_HTTP.sub("https://", value, count=1) if code == "u" else value)
