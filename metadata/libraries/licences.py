"""Which licences end soon: people are told so many days before as the library's file says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from metadata.libraries import Library
from metadata.libraries.wanted import ITS_FILE, Acquired, acquired_by_each

_DAY = 86_400  # seconds


class Ending(NamedTuple):
    """What a library will no longer have."""

    library: str
    what: str  # in plain English: "the collection film-service", "12 titles of the list shop"
    until: str  # its last day, as 2026-12-31
    days: int  # from today until then
    kind: str = "collection"  # or title, or list: titles of one of its lists
    name: str = ""  # of the collection, title or list
    number: int = 1  # of titles of the list

    @property
    def told(self) -> str:
        """As a sentence."""
        when = "today" if not self.days else "tomorrow" if self.days == 1 else f"in {self.days} days"
        return f"{self.library}: the licence of {self.what} ends on {self.until}, {when}"


def ending_soon(connection: Connection, libraries: Mapping[str, Library], today: date) -> list[Ending]:
    """Every licence that ends within the days of notice of its library, the nearest first."""
    acquired = acquired_by_each(connection, libraries)
    found = (each for isil, library in libraries.items() for each in _of_library(library, acquired[isil], today))
    return sorted(found, key=lambda each: (each.until, each.library, each.what))


def _of_library(library: Library, acquired: Sequence[Acquired], today: date) -> Iterator[Ending]:
    last = today + timedelta(days=library.notice // _DAY)
    soon = [each for each in acquired if today.isoformat() <= each.ends <= last.isoformat()]
    goes_on = {each[:3] for each in acquired if not each.ends or each.ends > last.isoformat()}
    for what, until, kind, name, number in dict.fromkeys(_told(each for each in soon if each[:3] not in goes_on)):
        yield Ending(library.isil, what, until, (date.fromisoformat(until) - today).days, kind, name, number)


def _told(acquired: Iterable[Acquired]) -> Iterator[tuple[str, str, str, str, int]]:
    """What ends and when, of which kind, its name and number; the titles of one list together."""
    listed: Counter[tuple[str, str]] = Counter()
    for each in acquired:
        if not each.names:
            yield f"the collection {each.collection}", each.ends, "collection", each.collection, 1
        elif each.origin == ITS_FILE:
            yield f"the title {each.names[0]}", each.ends, "title", each.names[0], 1
        else:
            listed[each.origin, each.ends] += 1
    for (origin, until), number in listed.items():
        yield f"{number} title{'s' * (number > 1)} of the list {origin}", until, "list", origin, number
