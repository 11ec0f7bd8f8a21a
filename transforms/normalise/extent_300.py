"""300 $a: extent of an online resource, "1 verkkoaineisto (340 sivua)". Only what is certain is rewritten."""

from __future__ import annotations

import re

from transforms.normalise.context import Context
from transforms.record import Record

UNIT = {"fin": "1 verkkoaineisto", "swe": "1 onlineresurs"}
_PAGES = {"fin": "sivua", "swe": "sidor"}

_END = r"(\s*[:;+])?"  # the ISBD mark that announces $b, $c or $e
_ONLINE = re.compile(
    r"(?:1 )?(?:verkkoaineisto|onlineresurs|online[ -]resource|äänitiedosto|e-kirja|e-bok)(?: \((.+)\))?" + _END,
    re.IGNORECASE,
)
_PAGE_COUNT = re.compile(r"((?:[ivxlc]+, )?[1-9][0-9]*) ?(?:s\.?|sivua|sidor|p\.?|pages)" + _END, re.IGNORECASE)
_DURATION = re.compile(r"([0-9]+ h(?: [0-9]+ min)?|[0-9]+ min(?: [0-9]+ s)?)" + _END)
_PRINTED_MEDIA = frozenset({"ebook", "magazine"})  # that have pages


def extent_300(record: Record, context: Context) -> Record:
    """`verkkoaineisto` becomes `1 verkkoaineisto`; `340 s. :` becomes `1 verkkoaineisto (340 sivua) :`."""
    for each in record.fields:
        if each.tag == "300":
            extent = each["a"]
            mended = _extent(extent, context, context.language(record)) if extent else extent
            return record if mended == extent else record.swap(each, each.put("a", mended))
    return record


def _extent(extent: str, context: Context, language: str) -> str:
    online = _ONLINE.fullmatch(extent)
    if online:
        detail, end = online.groups()
        if detail and context.media in _PRINTED_MEDIA:
            pages = _PAGE_COUNT.fullmatch(detail)
            detail = f"{pages[1]} {_PAGES[language]}" if pages else detail
        return f"{UNIT[language]}{f' ({detail})' if detail else ''}{end or ''}"
    pages = _PAGE_COUNT.fullmatch(extent) if context.media in _PRINTED_MEDIA else None
    if pages:
        return f"{UNIT[language]} ({pages[1]} {_PAGES[language]}){pages[2] or ''}"
    duration = None if context.media in _PRINTED_MEDIA else _DURATION.fullmatch(extent)
    return f"{UNIT[language]} ({duration[1]}){duration[2] or ''}" if duration else extent
