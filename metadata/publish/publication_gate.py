"""The publication's own gate, over all vendors (quality-rules.md §9): so many titles may go from a view at once.

It looks at what a publication has just written, before the transaction ends; a held one is rolled back whole, so
that nothing that is served changes. A library's own change of selection is its own affair and does not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, NamedTuple

from sqlalchemy import Connection

from metadata.gate.check import Check, share
from metadata.gate.samples import title_in
from metadata.publish.history import NOTHING, Moment, Profile, has, profile_of, unpacked
from metadata.publish.publication import ALL
from metadata.store import publication_checks as store
from metadata.store import publications

LIMITS = {ALL: 0.02}  # share of the titles of a view that may go; 20 always may
OF_LIBRARIES = 0.10
SHOWN = 5  # titles that are named
TELLING = 10  # titles fewer of which are never told of a library's view

_NOWHERE = Moment(0, "", "", "", ())


class Seen(NamedTuple):
    """What the gate saw of one view."""

    view: str
    check: Check
    titles: Sequence[str]  # that go: a person's word is about these


def look(connection: Connection, seq: int, views: Iterable[str]) -> list[Seen]:
    """What the publication that this transaction has written takes from the views; the first one takes nothing."""
    if seq < 2:
        return []
    courses = {title_id: unpacked(moments) for title_id, moments in store.touched(connection, seq).items()}
    before = {title_id: _at(course, seq - 1) for title_id, course in courses.items()}
    after = {title_id: _at(course, seq) for title_id, course in courses.items()}
    gone = sorted(title_id for title_id, stood in before.items() if stood.offers and not after[title_id].offers)
    found = [_seen(connection, seq, ALL, gone, store.live_titles(connection) + len(gone))]
    profiles = {view: _profile_before(connection, view, seq) for view in views}
    lost = {view: _lost(profile, before, after) for view, profile in profiles.items()}
    told = {view: titles for view, titles in lost.items() if len(titles) >= TELLING}
    live = _live(connection, seq, {view: profiles[view] for view in told}) if told else {}
    found += (_seen(connection, seq, view, titles, live[view]) for view, titles in told.items())
    return sorted(found, key=lambda each: each.view)


def _at(course: Sequence[Moment], seq: int) -> Moment:
    """How a title stood with a publication; without offers before it was there."""
    return next((each for each in reversed(course) if each.seq <= seq), _NOWHERE)


def _profile_before(connection: Connection, view: str, seq: int) -> Profile:
    """What a view selected before this publication; nothing, where it is new."""
    kept = store.profile_before(connection, view, seq)
    return profile_of(seq - 1, kept) if kept is not None else NOTHING


def _lost(profile: Profile, before: Mapping[str, Moment], after: Mapping[str, Moment]) -> Sequence[str]:
    """The titles that a library's view loses by what vendors did: by its selection as it was, on both sides."""
    return sorted(each for each in before if has(before[each], profile, each) and not has(after[each], profile, each))


def _live(connection: Connection, seq: int, profiles: Mapping[str, Profile]) -> Counter[str]:
    """How many titles each of these views had before this publication."""
    found: Counter[str] = Counter()
    stood: dict[str, Moment] = {}  # thousands of titles have one course
    for title_id, moments in store.courses(connection):
        if moments not in stood:
            stood[moments] = _at(unpacked(moments), seq - 1)
        found.update(view for view, profile in profiles.items() if has(stood[moments], profile, title_id))
    return found


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
