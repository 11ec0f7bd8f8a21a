"""What 856 links to: the title itself, its cover, and what else there is of it. Only web addresses become links."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.formats.graph import as_iri
from transforms.record import Field, Record

# No user name, which would pass for the host; and no host that would have to be escaped.
_WEB = re.compile(r"https?://[^\s\x00-\x1f/?#@\\<>\"{}|^`]+(?:[/?#]\S*)?", re.IGNORECASE)
COVERS = ("Kansikuva", "Pärmbild", "Omslagsbild", "Cover image")


class Resource(NamedTuple):
    """Where something is, and the words of the link."""

    url: str  # an IRI
    text: str  # $y, else $3; "" where neither is told
    media_type: str = ""  # $q


def borrowing(record: Record) -> list[Resource]:
    """Where the title is lent (856 40 and 41)."""
    return [Resource(as_iri(each["u"]), each["y"]) for each in fields_of_borrowing(record)]


def fields_of_borrowing(record: Record) -> list[Field]:
    """The fields that say so, each address once."""
    return list({each["u"]: each for each in _fields(record, "40", "41")}.values())


def cover(record: Record) -> str:
    """The https address of the cover (856 42 with an image type in $q, or named a cover in $3); "" without one."""
    return next((as_iri(each["u"]) for each in _fields(record, "42") if _is_cover(each)), "")


def beside(record: Record) -> list[Resource]:
    """Samples, trailers and the like (856 42), without covers."""
    fields = [each for each in _fields(record, "42") if not _is_image(each)]
    return [Resource(as_iri(each["u"]), each["y"] or each["3"], each["q"]) for each in fields]


def is_web(url: str) -> bool:
    """True for an http or https address with a host."""
    return _WEB.fullmatch(url) is not None


def _fields(record: Record, *indicators: str) -> list[Field]:
    return [each for each in record.all("856") if each.value[:2] in indicators and is_web(each["u"])]


def _is_cover(field: Field) -> bool:
    return field["u"].startswith("https://") and _is_image(field)


def _is_image(field: Field) -> bool:
    return field["q"].startswith("image/") or field["3"] in COVERS
