"""How long a text or recording is: pages or minutes (300, 306)."""

from __future__ import annotations

import re

from transforms.media import Media
from transforms.record import Record

TIMED = frozenset((Media.EAUDIOBOOK, Media.ALBUM, Media.FILM, Media.AUDIOMAGAZINE))

_PAGES = re.compile(
    r"(\d{1,5})\s*(?:numeroimatonta\s+|numrerade\s+)?(?:siv|sid|s\b|p\b|pp\b|pages?|seit)", re.IGNORECASE
)
_HOURS = re.compile(r"(\d{1,3})\s*(?:h\b|t\b|tim|tuntia|hours?)", re.IGNORECASE)
_MINUTES = re.compile(r"(\d{1,4})\s*min", re.IGNORECASE)
_DURATION = re.compile(r"(\d{2})(\d{2})(\d{2})")


def extent_of(record: Record, media: str) -> int:
    """Pages of a text, minutes of a recording; 0 when the record does not tell."""
    return _minutes(record) if media in TIMED else _pages(record)


def _pages(record: Record) -> int:
    """The number that stands before the word for pages: of "1 verkkoaineisto (340 sivua)" not 1, but 340."""
    found = (_PAGES.search(text) for each in record.all("300") for text in each.all("a"))
    return next((int(each[1]) for each in found if each), 0)


def _minutes(record: Record) -> int:
    """306, the sum of its parts; else what 300 says."""
    durations = [_DURATION.fullmatch(text) for each in record.all("306") for text in each.all("a")]
    seconds = sum(int(each[1]) * 3600 + int(each[2]) * 60 + int(each[3]) for each in durations if each)
    if seconds:
        return max(1, round(seconds / 60))
    text = " ".join(text for each in record.all("300") for text in each.all("a"))
    hours, minutes = _HOURS.search(text), _MINUTES.search(text)
    return (int(hours[1]) * 60 if hours else 0) + (int(minutes[1]) if minutes else 0)
