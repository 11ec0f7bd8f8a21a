"""Description for the scores, as facts: how long, how big, in which format, of which RDA types, from which year.

duration (300, 306 or 008/18-20), extent (300 with pages), online_300, format (347 $b), content_fits (336),
computer_media (337), online_carrier (338), several_languages and translation (041), publication (264 #1),
traced_series (490 with its heading in 8XX).
"""

from __future__ import annotations

import re
from functools import lru_cache

from transforms.media import BY_CONTENT, ONLINE_CARRIERS, ONLINE_MEDIA
from transforms.score.fixed import KINDS
from transforms.score.groups import Groups, Words, subfield, subfields

ONLINE_WORDS = ("verkkoaineisto", "onlineresurs", "online resource")
_PAGES = re.compile(r"\d+\]? *(?:s\.|siv|sid|p\.|pages?\b|s\b|p\b|sheets?\b|lehteä)", re.IGNORECASE)
_TIME = re.compile(r"\d *(?:h|hrs?|t|tim|min|minuuttia|minuter|minutes|hours|tuntia|timmar)\b", re.IGNORECASE)
_HHMMSS = re.compile(r"[0-9]{2}[0-5][0-9][0-5][0-9]")  # MARC 21, 306 $a
_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


def add_description(words: Words, groups: Groups, media: str) -> None:
    """Add what 041, 264, 300, 306, 336-338, 347 and 490 say of a record of this media."""
    for value in groups.get("041", ()):
        _add_041(words, value)
    for value in groups.get("264", ()):
        if value[1:2] == "1" and ("\x1fb" in value or "\x1fc" in value):
            words.add("publication")
    for value in groups.get("490", ()):
        if value[:1] == "1":
            words.add("traced_series")
    for value in groups.get("300", ()):
        words |= _of_300(subfield(value, "\x1fa"))
    if "minutes_008" in words or ("306" in groups and any(map(_is_duration, groups["306"]))):
        words.add("duration")
    if "347" in groups and any(subfield(value, "\x1fb").strip() for value in groups["347"]):
        words.add("format")
    for tag in ("336", "337", "338"):
        if tag in groups:
            for value in groups[tag]:
                words |= _of_33x(tag, value, media)


def _add_041(words: Words, value: str) -> None:
    if value[:1] == "1" or "\x1fh" in value:
        words.add("translation")
    spoken = [*subfields(value, "\x1fa"), *subfields(value, "\x1fd")]
    if spoken:
        words.add("language_code")
    if len({*spoken, *subfields(value, "\x1fj")}) > 1:
        words.add("several_languages")


@lru_cache(maxsize=1024)
def _of_300(extent: str) -> frozenset[str]:
    """Facts of 300 $a: "1 verkkoaineisto (312 sivua)" is online and has an extent; "(9 h 41 min)" a duration."""
    found = set()
    if any(each in extent.lower() for each in ONLINE_WORDS):
        found.add("online_300")
    if _PAGES.search(extent):
        found.add("extent")
    if _TIME.search(extent):
        found.add("duration")
    return frozenset(found)


def _is_duration(value: str) -> bool:
    return any(_HHMMSS.fullmatch(each) and each != "000000" for each in subfields(value, "\x1fa"))


@lru_cache(maxsize=1024)
def _of_33x(tag: str, value: str, media: str) -> frozenset[str]:
    """Facts of one 336, 337 or 338, by its code or, without one, its term."""
    terms = subfields(value, "\x1fb") or [each.lower() for each in subfields(value, "\x1fa")]
    if tag == "336":
        return frozenset("content_fits" for each in terms if BY_CONTENT.get(each) == KINDS.get(media))
    if tag == "337":
        return frozenset("computer_media" for each in terms if each in ONLINE_MEDIA)
    return frozenset("online_carrier" for each in terms if each in ONLINE_CARRIERS)


@lru_cache(maxsize=1024)
def years_in(date: str) -> tuple[str, ...]:
    """The four-digit years in the text of 260 or 264 $c: "2026" of "c2026."."""
    return tuple(_YEAR.findall(date))
