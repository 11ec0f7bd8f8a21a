"""The publication's own gate, over all vendors (quality-rules.md §9): so many titles may go from a view at once.

It looks at what a publication has just written, before the transaction ends; a held one is rolled back whole, so
that nothing that is served changes. A library's own change of selection is its own affair and does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection

from metadata.gate.check import Check, share
from metadata.gate.samples import title_in
from metadata.publish.catalogue import ALL
from metadata.publish.history import Moment, Profile, has, profile_of, unpacked
from metadata.store import publication_checks as store
from metadata.store import publications, standings
from metadata.store.standings import Census

LIMITS = {ALL: 0.02}  # share of the titles of a view that may go; 20 always may
OF_LIBRARIES = 0.10
SHOWN = 5  # titles that are named
TELLING = 10  # titles fewer of which are never told of a library's view


class Seen(NamedTuple):
    """What the gate saw of one view."""

    view: str
    check: Check
    titles: Sequence[str]  # that go: a person's word is about these


def look(connection: Connection, seq: int, views: Iterable[str]) -> list[Seen]:
    """What the publication that this transaction has written takes from the views; the first one takes nothing."""
    if seq < 2:
        return []
    moved = standings.moved(connection, seq)
    courses = _Courses(connection, {each for pair in moved.values() for each in pair})
    gone = sorted(title_id for title_id, (was, now) in moved.items() if courses[was].offers and not courses[now].offers)
    found = [_seen(connection, seq, ALL, gone, store.live_titles(connection) + len(gone))]
    kept = {view: publications.profile_at(connection, view, seq - 1) for view in views}
    profiles = {view: profile_of(*each) for view, each in kept.items() if each}
    lost = {view: _lost(profile, moved, courses) for view, profile in profiles.items()}
    for view, titles in lost.items():
        if len(titles) >= TELLING:
            live = _live(connection, seq - 1, profiles[view], courses)
            found.append(_seen(connection, seq, view, titles, live))
    return sorted(found, key=lambda each: each.view)


class _Courses:
    """How titles of each course stood at its end; what is not at hand is read for all courses of a publication."""

    def __init__(self, connection: Connection, ids: Iterable[int]) -> None:
        self._connection = connection
        self._last: dict[int, Moment] = {}
        self._census: Mapping[int, Census] = {}
        self._read(ids)

    def __getitem__(self, course: int) -> Moment:
        return self._last[course]

    def census(self, seq: int) -> Mapping[int, Census]:
        """The courses of a publication, each of them at hand from then on."""
        if not self._census:
            self._census = standings.census(self._connection, seq)
            self._read(self._census.keys() - self._last.keys())
        return self._census

    def _read(self, ids: Iterable[int]) -> None:
        found = standings.moments(self._connection, sorted(ids))
        self._last.update((course, unpacked(text)[-1]) for course, text in found.items())


def _lost(profile: Profile, moved: Mapping[str, tuple[int, int]], courses: _Courses) -> Sequence[str]:
    """The titles that a library's view loses by what vendors did: by its selection as it was, on both sides."""
    shows = cache(lambda course, title_id: has(courses[course], profile, title_id))
    named = profile.named
    lost = []
    for title_id, (was, now) in moved.items():
        name = title_id if title_id in named else ""
        if shows(was, name) and not shows(now, name):
            lost.append(title_id)
    return sorted(lost)


def _live(connection: Connection, seq: int, profile: Profile, courses: _Courses) -> int:
    """How many titles the view had."""
    shown = {each for each in courses.census(seq) if has(courses[each], profile)}
    live = sum(each.titles for course, each in courses.census(seq).items() if course in shown)
    for row in standings.rows_of(connection, seq, sorted(profile.named)):
        live += has(courses[row.history_id], profile, row.title_id) - (row.history_id in shown)
    return live


def _seen(connection: Connection, seq: int, view: str, lost: Sequence[str], live: int) -> Seen:
    check = share(f"publication.{view}", len(lost), max(live, 1), _limit(view))
    samples = () if check.verdict == "pass" else _samples(connection, lost)
    return Seen(view, check._replace(samples=samples), lost)


def _limit(view: str) -> float:
    return LIMITS.get(view, OF_LIBRARIES)


def _samples(connection: Connection, lost: Sequence[str]) -> tuple[dict[str, Any], ...]:
    stored = publications.latest_versions(connection, lost[:SHOWN])
    return tuple({"id": each, "title": title_in(stored[each].record)} for each in lost[:SHOWN] if each in stored)


def verdict_of(connection: Connection, seen: Sequence[Seen], kept: Set[str]) -> str:
    """What becomes of the publication: "" when it may be made, else "held".

    An approval is about the titles that were asked about, and used up by the publication that it lets through. Titles
    that a person `kept` may not go by another way either.
    """
    asked = {title for each in seen if each.check.verdict == "hold" for title in each.titles}
    if not asked <= store.approved(connection) or any(not kept.isdisjoint(each.titles) for each in seen):
        return "held"
    if seen:
        store.use_approvals(connection)
    return ""
