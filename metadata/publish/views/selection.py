"""Which titles of a view a span selects, as stretches of the list: by course first, then by version and title id.

A list keeps this order from its first page to its last; a place in it is the course, version and title id of an entry.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import NamedTuple

from metadata.publish.catalogue import Span
from metadata.publish.history import Stand
from metadata.publish.views.courses import Stands
from metadata.store.standings import Range

ANY = 2**31 - 1  # no publication has a higher number
WHOLE = Range(0, ANY)
_KEPT_COURSES = 2_000_000  # of all selections in memory, about 50 MB
_EMPTY = 25  # courses that take as much room as a selection without any


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


def place_in(text: str) -> Place:
    """What `text_of` wrote; the beginning for ""."""
    if not text:
        return Place()
    course, version, title_id = text.split(".")
    return Place(int(course), int(version), title_id)


def text_of(place: Place) -> str:
    """A place for a resumption token."""
    return f"{place.course}.{place.version}.{place.title_id}"


def bounds(span: Span, datestamps: Sequence[str]) -> Bounds:
    """`datestamps`: of the publications 1, 2, 3 …, ascending."""
    low = bisect_left(datestamps, span.start) + 1 if span.start else 0
    high = bisect_right(datestamps, span.until) if span.until else len(datestamps)
    high = high if high < len(datestamps) else ANY
    return Bounds(low, high, span.set, Range(0, high), Range(low, high))


def in_set(stand: Stand, wanted: str) -> bool:
    """True if the titles are, or were, in the set or one below it."""
    if not wanted:
        return True
    return any(each == wanted or each.startswith(wanted + ":") for each in (*stand.sets, *stand.left))


def sets_of(stands: Iterable[Stand]) -> Sequence[str]:
    """Every set that titles are or were in, parents included, ascending."""
    used = {spec for each in stands for spec in (*each.sets, *each.left)}
    parents = {spec.rpartition(":")[0] for spec in used if ":" in spec}
    return sorted(used | parents)


def is_whole(wanted: Bounds) -> bool:
    """True if a span selects everything."""
    return wanted.low == 0 and wanted.high == ANY and not wanted.set


def versions_within(stand: Stand, wanted: Bounds) -> Range | None:
    """The versions of the titles that are selected; None: there are none.

    The datestamp of a live title is that of its version, or of what befell it in the view if that came later.
    """
    if stand.since > wanted.high or not in_set(stand, wanted.set):
        return None
    if stand.since < wanted.low:
        return None if stand.deleted else wanted.still
    return WHOLE if stand.deleted else wanted.moved


Selected = tuple[int, Range, int]  # a course that is selected, the range of versions, and how many titles


class Selection(NamedTuple):
    """The courses that a span selects of a view, ascending; of each the range of versions and how many titles."""

    courses: Sequence[int] = ()
    ranges: Sequence[Range] = ()
    titles: Sequence[int] = ()

    def total(self) -> int:
        """How many titles in all."""
        return sum(self.titles)

    def range_of(self, course: int) -> Range | None:
        """The range of a course; None where it is not selected."""
        place = bisect_left(self.courses, course)
        return self.ranges[place] if self.courses[place : place + 1] == (course,) else None

    def behind(self, course: int) -> Iterator[Selected]:
        """The courses behind one."""
        places = range(bisect_right(self.courses, course), len(self.courses))
        return ((self.courses[place], self.ranges[place], self.titles[place]) for place in places)


class Whole:
    """Every course of a view: it is seen from how they stand, and nothing more is kept of each."""

    def __init__(self, stands: Stands, titles: Mapping[int, int], named: Mapping[int, int]) -> None:
        """`titles` of each course, with `named` among them that the library names one by one."""
        self._stands, self._titles, self._named = stands, titles, named

    @cached_property
    def _total(self) -> int:
        return sum(titles for _, _, titles in self.behind(0))

    def total(self) -> int:
        """How many titles in all."""
        return self._total

    def range_of(self, course: int) -> Range | None:
        """The range of a course; None where it is not selected."""
        return WHOLE if self._stands.get(course) else None

    def behind(self, course: int) -> Iterator[Selected]:
        """The courses behind one."""
        titles, named = self._titles, self._named
        return (
            (each, WHOLE, left) for each in self._stands.behind(course) if (left := titles[each] - named.get(each, 0))
        )


def stretch(selection: Selection | Whole, course: int, room: int) -> tuple[Sequence[int], Range]:
    """The next courses behind one: several where they have the same range and fit into the room together."""
    found, common, held = list[int](), WHOLE, 0
    for each, within, titles in selection.behind(course):
        held += titles
        if found and (within != common or held > room):
            break
        found.append(each)
        common = within
    return found, common


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


Found = tuple[Selection | Whole, Sequence[str]]  # and which of the titles that the library names, ascending


class Selections:
    """What spans select, kept for all views together, the latest asked for. Safe to share among threads."""

    def __init__(self, room: int = _KEPT_COURSES) -> None:
        """`room`: courses and named titles of all that is kept."""
        self._room, self._held = room, 0
        self._kept: OrderedDict[tuple[str, int, Bounds], Found] = OrderedDict()
        self._lock = Lock()

    def of(self, view: str, publication: int, wanted: Bounds, find: Callable[[], Found]) -> Found:
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


def _weight(found: Found) -> int:
    selection, named = found
    return _EMPTY + (len(selection.courses) if isinstance(selection, Selection) else 0) + len(named)
