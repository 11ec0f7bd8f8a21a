"""Fill rates: which of the facts that a feed is watched by a record has, and which of them it ought to have.

A rate is records that have it ÷ records that ought to. A magazine ought to have no ISBN, a book no duration.
"""

from __future__ import annotations

from collections.abc import Mapping

from transforms.media import Media
from transforms.record import Record
from transforms.score.signs import READ, TIMED, Signs

EVERY = frozenset(map(str, Media))
E_MEDIA = EVERY - {Media.PRINT, Media.OTHER}
SERIALS = frozenset(map(str, (Media.MAGAZINE, Media.AUDIOMAGAZINE)))
BOOKS = frozenset(map(str, (Media.EBOOK, Media.EAUDIOBOOK, Media.PRINT)))

FILLS: Mapping[str, frozenset[str]] = {  # fact → the media that ought to have it (quality-rules.md §7)
    "isbn": BOOKS,  # I01
    "vendor_id": EVERY,  # I16
    "contributor": EVERY - SERIALS,  # A01
    "role": EVERY - SERIALS,  # A05
    "kanto": EVERY - SERIALS,  # A11
    "subject_uri": EVERY - {Media.ALBUM},  # J02; what music has is a genre
    "twin": EVERY,  # J07
    "ykl": EVERY - SERIALS,  # J14
    "audience_juvenile": EVERY,  # J17; only where the record shows that it is for children
    "summary": EVERY,  # D18
    "language": EVERY,  # D15
    "duration": TIMED,  # D06
    "format": E_MEDIA,  # D04
    "link": E_MEDIA,  # X01
    "cover": E_MEDIA,
    "accessibility": READ,  # Y01; only where it was published since the duty began
}
ONLY_WITH = {"audience_juvenile": "juvenile", "accessibility": "accessibility_due"}  # fact → the sign it needs
ALIASES = {"summary": "520", "language": "language_code"}  # fact → word of the record


def fills_of(record: Record, media: str, *, linked: bool = False) -> tuple[frozenset[str], frozenset[str]]:
    """The facts of §7 that a record has, and those that apply to it; the first is part of the second.

    `role`: every contributor has one. `kanto`: at least one has. `twin`: every Finnish or Swedish concept stands in
    both. `linked`: publication makes the link from the vendor's template, so the record need not hold one.
    """
    return fills(Signs(record, media, linked))


def fills(signs: Signs) -> tuple[frozenset[str], frozenset[str]]:
    """The same of a record that was read already."""
    words, media = signs.words, signs.media
    applicable = _BY_MEDIA.get(media, _OF_OTHERS)
    if "juvenile" not in words or "accessibility_due" not in words:
        applicable = applicable.difference(name for name, sign in ONLY_WITH.items() if sign not in words)
    return frozenset(name for name in applicable if ALIASES.get(name, name) in words), applicable


_BY_MEDIA = {media: frozenset(name for name, those in FILLS.items() if media in those) for media in EVERY}
_OF_OTHERS = _BY_MEDIA[Media.OTHER]
