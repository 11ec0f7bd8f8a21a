"""What a library has acquired: of its own file, and of the lists that it sends, each with the days of its licence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection

from metadata.libraries import Library, feed_id
from metadata.libraries.resolving import Resolved
from metadata.store import acquisitions as store

ITS_FILE = ""  # origin of what stands in the library's own file


class Acquired(NamedTuple):
    """A collection, or a title by one or more names, and how long it is licensed."""

    collection: str  # of `names` the title is taken as this collection has it; "": as any has it
    names: tuple[str, ...]  # of one title, the surest first: metadata/libraries/values.py `title_name`; none: all
    vendor: str = ""  # whose offer of the title is taken; "": anybody's
    starts: str = ""  # days as 2026-12-31, both of them included; "": none
    ends: str = ""
    origin: str = ITS_FILE  # else the list it stands in
    line: int = 0  # of that list

    def holds(self, today: date) -> bool:
        """True if it is in force on a day."""
        return self.starts <= today.isoformat() and (not self.ends or today.isoformat() <= self.ends)

    def title_ids(self, found: Resolved) -> tuple[str, ...]:
        """The titles that it stands for, by the surest of its names that is known; none while nothing of it is."""
        return next((found[each] for each in self.names if each in found), ())

    @property
    def offerers(self) -> set[str]:
        """The vendor or collection whose offer is meant; none: anybody's."""
        named = {each.partition(":")[0] for each in self.names[:1] if not each.startswith(_NUMBERS) and ":" in each}
        return {each for each in (self.collection, self.vendor) if each} or named


_NUMBERS = ("isbn:", "issn:", "print:")


class Wanted(NamedTuple):
    """What a view selects, before its titles are looked up."""

    collections: frozenset[str]
    single: tuple[Acquired, ...]  # titles
    without: tuple[str, ...]  # names of titles

    @property
    def names(self) -> set[str]:
        """Every name of a title."""
        return {*self.without, *(name for each in self.single for name in each.names)}

    def titles(self, found: Resolved) -> dict[str, set[str]]:
        """The titles that are taken, each with the vendors or collections that it is taken from; none: from all."""
        taken: defaultdict[str, list[set[str]]] = defaultdict(list)
        for each in self.single:
            for title_id in each.title_ids(found):
                taken[title_id].append(each.offerers)
        return {each: set[str]().union(*sources) if all(sources) else set() for each, sources in taken.items()}

    def refused(self, found: Resolved) -> set[str]:
        """The titles that are not taken, whatever collection has them."""
        return {title_id for name in self.without for title_id in found.get(name, ())}

    def unknown(self, found: Resolved) -> list[Acquired]:
        """The titles that are not there yet."""
        return [each for each in self.single if not each.title_ids(found)]


def acquired_by(connection: Connection, library: Library) -> list[Acquired]:
    """All that a library has acquired, in force or not: of its file, then of the lists that its file names."""
    feeds = {feed_id(library.isil, name): name for name in library.acquisitions}
    return [*_of_its_file(library), *(acquired_in(row, feeds[row.feed]) for row in store.current(connection, feeds))]


def acquired_by_each(connection: Connection, libraries: Mapping[str, Library]) -> dict[str, list[Acquired]]:
    """The same of many libraries by ISIL, in a few questions."""
    names = {feed_id(isil, name): (isil, name) for isil, each in libraries.items() for name in each.acquisitions}
    found = {isil: list(_of_its_file(each)) for isil, each in libraries.items()}
    for row in store.current(connection, names):
        isil, name = names[row.feed]
        found[isil].append(acquired_in(row, name))
    return found


def acquired_in(row: Any, origin: str) -> Acquired:
    """What a line of a list says, as it is read or as it is kept."""
    return Acquired(row.collection, tuple(row.names), row.vendor, row.starts, row.ends, origin, row.line)


def wanted_by(connection: Connection, library: Library, today: date) -> Wanted:
    """What a library's view selects on a day."""
    return wanted(library, acquired_by(connection, library), today)


def wanted(library: Library, acquired: Iterable[Acquired], today: date) -> Wanted:
    """What a view selects on a day, of what the library has acquired."""
    now = [each for each in acquired if each.holds(today)]
    return Wanted(
        frozenset(each.collection for each in now if not each.names),
        tuple(each for each in now if each.names),
        library.acquires.without,
    )


def _of_its_file(library: Library) -> Iterator[Acquired]:
    for one in library.acquires.collections:
        yield Acquired(one.name, (), "", _day(one.from_), _day(one.until))
    for title in library.acquires.titles:
        yield Acquired("", (title.id,), "", _day(title.from_), _day(title.until))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
