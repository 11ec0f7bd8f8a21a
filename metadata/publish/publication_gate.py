"""The publication's own gate, over all vendors (quality-rules.md §9): so many titles may go from a view at once.

It looks at what a publication has just written, before the transaction ends; a held one is rolled back whole, so
that nothing that is served changes. A library's own change of selection is its own affair and does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, NamedTuple

from sqlalchemy import Connection

from metadata.gate.check import Check, share
from metadata.gate.samples import title_in
from metadata.publish.publication import ALL
from metadata.store import publication_checks as store
from metadata.store import publications

LIMITS = {ALL: 0.02}  # share of the titles of a view that may go; 20 always may
OF_LIBRARIES = 0.10
SHOWN = 5  # titles that are named
TELLING = 10  # titles fewer of which are never told of a library's view

Profile = Mapping[str, Any]


class Seen(NamedTuple):
    """What the gate saw of one view."""

    view: str
    check: Check
    titles: Sequence[str]  # that go: a person's word is about these


def look(connection: Connection, seq: int, views: Iterable[str]) -> list[Seen]:
    """What the publication that this transaction has written takes from the views; the first one takes nothing."""
    if seq < 2:
        return []
    before, after = store.standing(connection, seq)
    gone = sorted(title_id for title_id, held in before.items() if held and not after.get(title_id))
    found = [_seen(connection, seq, ALL, gone, store.live_titles(connection) + len(gone))]
    lost = {view: each for view in views if len(each := _lost(connection, seq, view, before, after)) >= TELLING}
    every = store.live_standing(connection, seq) if lost else {}
    for view, titles in lost.items():
        profile = store.profile_before(connection, view, seq) or {}
        live = sum(_shows(profile, each, every) for each in every)
        found.append(_seen(connection, seq, view, titles, live))
    return sorted(found, key=lambda each: each.view)


def _lost(
    connection: Connection, seq: int, view: str, before: store.Standings, after: store.Standings
) -> Sequence[str]:
    """The titles that a library's view loses by what vendors did: by its selection as it was, on both sides."""
    profile = store.profile_before(connection, view, seq)
    if profile is None:
        return ()
    return sorted(each for each in before if _shows(profile, each, before) and not _shows(profile, each, after))


def _shows(profile: Profile, title_id: str, standing: store.Standings) -> bool:
    """True if a view that selects by this profile has the title."""
    collections = standing.get(title_id)
    if not collections or title_id in profile["except"]:
        return False
    return title_id in profile["titles"] or not collections.isdisjoint(profile["collections"])


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
