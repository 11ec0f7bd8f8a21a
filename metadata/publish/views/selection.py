"""Which titles of a view a span selects, as stretches of the list: by course first, then by version and title id.

A list keeps this order from its first page to its last; a place in it is the course, version and title id of an entry.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Lock
from typing import NamedTuple

from metadata.publish.catalogue import Span
from metadata.publish.history import Stand
from metadata.publish.views.courses import Stands
from metadata.store.standings import Range

ANY = 2**31 - 1  # no publication has a higher number
WHOLE = Range(0, ANY)
_KEPT_COURSES = 2_000_000  # of all selections in memory, about 50 MB


class Bounds(NamedTuple):
    """A span in publications: what moved from `low` to `high`, both included, in the set."""

    low: int
    high: int
    set: str
    moved: Range  # of versions, of titles that something else befell in that time
    still: Range  # of the others


class Place(NamedTuple):
    """Where an entry stands in the list; titles that a library names one by one stand last, by id."""

    course: int = 0
    version: int = 0
    title_id: str = ""


def bounds(span: Span, datestamps: Sequence[str]) -> Bounds:
    """`datestamps`: of the publications 1, 2, 3 …, ascending."""
    low = bisect_left(datestamps, span.start) + 1 if span.start else 0
    high = bisect_right(datestamps, span.until) if span.until else len(datestamps)
    high = high if high < len(datestamps) else ANY
    return Bounds(low, high, span.set, Range(0, high), Range(low, high))


def in_set(stand: Stand, wanted: str) -> bool:
    """True if the titles are, or were, in the set or one below it."""
    every = (*stand.sets, *stand.left)
    return not wanted or any(each == wanted or each.startswith(wanted + ":") for each in every)


def versions_within(stand: Stand, wanted: Bounds) -> Range | None:
    """The versions of the titles that are selected; None: there are none.

    The datestamp of a live title is that of its version, or of what befell it in the view if that came later.
    """
    if stand.since > wanted.high or not in_set(stand, wanted.set):
        return None
    if stand.since < wanted.low:
        return None if stand.deleted else wanted.still
    return WHOLE if stand.deleted else wanted.moved


class Selection(NamedTuple):
    """The courses that a span selects of a view, ascending; of each the range of versions and how many titles."""

    courses: tuple[int, ...] = ()
    ranges: tuple[Range, ...] = ()
    titles: tuple[int, ...] = ()

    def range_of(self, course: int) -> Range | None:
        """The range of a course; None where it is not selected."""
        place = bisect_left(self.courses, course)
        return self.ranges[place] if self.courses[place : place + 1] == (course,) else None

    def stretches(self, course: int, room: int) -> Iterator[tuple[Sequence[int], Range]]:
        """Courses, from one on, in order: several where they have the same range and fit into the room together."""
        place = bisect_left(self.courses, course)
        while place < len(self.courses):
            end, held = place + 1, self.titles[place]
            while end < len(self.courses) and self.ranges[end] == self.ranges[place]:
                held += self.titles[end]
                if held > room:
                    break
                end += 1
            yield self.courses[place:end], self.ranges[place]
            place = end


def select(stands: Stands, wanted: Bounds, counts: Mapping[Range, Mapping[int, int]]) -> Selection:
    """The selection; `counts`: the titles of each course by range of versions."""
    found: list[tuple[int, Range, int]] = []
    for course, stand in stands.items():
        within = versions_within(stand, wanted)
        if within is not None and (titles := counts[within].get(course, 0)):
            found.append((course, within, titles))
    found.sort()
    return Selection(
        tuple(each[0] for each in found), tuple(each[1] for each in found), tuple(each[2] for each in found)
    )


Selected = tuple[Selection, Sequence[str]]  # and which of the titles that the library names, ascending


class Selections:
    """What spans select, kept for all views together, the latest asked for. Safe to share among threads."""

    def __init__(self, room: int = _KEPT_COURSES) -> None:
        """`room`: courses and named titles of all that is kept."""
        self._room, self._held = room, 0
        self._kept: OrderedDict[tuple[str, int, Bounds], Selected] = OrderedDict()
        self._lock = Lock()

    def of(self, view: str, publication: int, wanted: Bounds, find: Callable[[], Selected]) -> Selected:
        """What is kept of these bounds in a view, or else what `find` finds."""
        key = view, publication, wanted
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = find()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = found
                self._held += _weight(found)
                while self._held > self._room and len(self._kept) > 1:
                    self._held -= _weight(self._kept.popitem(last=False)[1])
        return found


def _weight(found: Selected) -> int:
    return 1 + len(found[0].courses) + len(found[1])
