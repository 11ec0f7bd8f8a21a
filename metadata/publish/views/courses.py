"""How the courses of titles stand in each view, judged once and kept small: thousands of courses, hundreds of views.

Many courses stand alike in many views. So every way to stand is kept once, and a view keeps four bytes a course.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from metadata.publish.history import Moment, Profile, Stand, stand, telling, unpacked
from metadata.publish.views.snapshot import Snapshot
from metadata.store import standings
from metadata.store.store import Reader

_KEPT_JUDGED = 600  # views, as many times as their profiles changed
_SPARE = 10_000  # courses that no title takes any more
_UNKNOWN, _ABSENT = 0, 1  # numbers of ways to stand: not judged yet, not in the view


class Stands:
    """How the courses of one publication stand in one view; those that are not in it are left out."""

    def __init__(self, ways: Sequence[Stand | None], judged: array[int], courses: array[int]) -> None:
        """`courses`: of the publication, ascending."""
        self._ways, self._judged, self._courses = ways, judged, courses

    def __getitem__(self, course: int) -> Stand:
        """Raises KeyError for a course that is not in the view."""
        found = self._ways[self._judged[course]]
        if found is None:
            raise KeyError(course)
        return found

    def get(self, course: int) -> Stand | None:
        """How a course of this publication stands."""
        return self._ways[self._judged[course]]

    def items(self) -> Iterator[tuple[int, Stand]]:
        """The courses that are in the view."""
        ways, judged = self._ways, self._judged
        return ((course, found) for course in self._courses if (found := ways[judged[course]]) is not None)

    def behind(self, course: int) -> Iterator[int]:
        """The courses that are in the view behind one, ascending."""
        judged, courses = self._judged, self._courses
        rest = memoryview(courses)[bisect_right(courses, course) :]
        return (each for each in rest if judged[each] != _ABSENT)

    def values(self) -> Iterator[Stand]:
        """The ways they stand, as often as there are courses."""
        return (found for _, found in self.items())


class Courses:
    """All courses that were read, and how they stand. Not to be used by two threads at once."""

    def __init__(self, store: Reader) -> None:
        self._store = store
        self._moments: dict[int, tuple[Moment, ...]] = {}
        self._ways: list[Stand | None] = [None, None]
        self._numbers: dict[Stand | None, int] = {None: _ABSENT}
        self._judged: dict[tuple[str, int], array[int]] = {}  # by view and number of its telling profiles

    def outgrown(self, snapshot: Snapshot) -> bool:
        """True if much of what is kept is of past publications: it is time to begin anew."""
        return len(self._judged) > _KEPT_JUDGED or len(self._moments) > 2 * len(snapshot.census) + _SPARE

    def stands(self, view: str, profiles: Sequence[Profile], snapshot: Snapshot) -> Stands:
        """How the courses of a publication stand in a view that has had these profiles."""
        self._read(snapshot)
        told = telling(profiles)
        judged = self._judged.setdefault((view, len(told)), array("I"))
        missing = max(snapshot.census, default=0) + 1 - len(judged)
        if missing > 0:
            judged.frombytes(bytes(missing * judged.itemsize))
        for course in snapshot.courses:
            if judged[course] == _UNKNOWN:
                judged[course] = self._judge(course, told, snapshot)
        return Stands(self._ways, judged, snapshot.courses)

    def stand(self, course: int, profiles: Sequence[Profile], snapshot: Snapshot, title_id: str = "") -> Stand | None:
        """How one course stands; with `title_id` how that title does, which a profile names."""
        return self._ways[self._judge(course, telling(profiles, title_id), snapshot, title_id)]

    def _judge(self, course: int, profiles: Sequence[Profile], snapshot: Snapshot, title_id: str = "") -> int:
        moments = self._moments[course]
        return self._number(stand(moments, profiles, f"new:{snapshot.at(moments[0].seq)[:7]}", title_id))

    def _number(self, found: Stand | None) -> int:
        number = self._numbers.get(found)
        if number is None:
            number = self._numbers[found] = len(self._ways)
            self._ways.append(found)
        return number

    def _read(self, snapshot: Snapshot) -> None:
        """Those of a publication that no view has asked for yet."""
        missing = sorted(snapshot.census.keys() - self._moments.keys())
        if missing:
            with self._store.read() as connection:
                found = standings.moments(connection, missing)
            self._moments.update((course, unpacked(text)) for course, text in found.items())
