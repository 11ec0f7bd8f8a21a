"""match and merge: source records that changed find their titles, and the titles get their records.

Only what is connected with a change by a match key or a title is looked at. Ids are sticky: a group of
records keeps the title that most of its members had; a title is never deleted from the store.

Keys and features are made of the records here each time, and records find each other by the e-ISBN alone. What the
store is to keep beside each source record instead: its keys of every kind (`match_keys`: kind and value, indexed by
both), its features in one line (`packed`), and of which versions they are (KEYS, FEATURES, that of the policy); beside
each pair that matches or waits for a person, its edge with the decision. Then `blocking.candidates` of the records that
share a key with a changed one gives the same pairs as a run over all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from metadata.links import SAME, Decided, decided_pairs, pair_of
from metadata.mint import Mint
from metadata.store import reviews
from metadata.store import titles as store
from transforms.match.clusters import MUST_LINK, Clusters, Refused, cluster
from transforms.match.decision import Compared, decide
from transforms.match.policy import MatchPolicy
from transforms.match.vetoes import FORMAT
from transforms.record import Record

BATCH = 500  # changed records looked at together, with all that is connected to them


class Grouping(NamedTuple):
    """Titles after a batch: the live members of each, and which titles must be merged anew."""

    groups: dict[str, tuple[int, ...]]
    touched: tuple[str, ...]
    refused: int


def match_changed(connection: Connection, policy: MatchPolicy, mint: Mint, now: str, seq: int) -> Iterator[Grouping]:
    """Group everything that changed since the last publication, batch by batch; the caller owns the transaction."""
    waiting, decided = store.changed_ids(connection), decided_pairs(connection)
    done: set[int] = set()
    while waiting:
        batch, waiting = waiting[:BATCH], waiting[BATCH:]
        fresh = [each for each in batch if each not in done]
        if not fresh:
            continue
        rows = _connected(connection, fresh, decided)
        done.update(rows)
        yield _group(connection, rows, policy, decided, mint, now, seq)
        store.mark_unchanged(connection, list(rows))


def _connected(connection: Connection, ids: list[int], decided: Decided) -> dict[int, Row[Any]]:
    """All that hangs together with these records: by keys, by titles, or because a person joined them."""
    rows = store.connected(connection, ids)
    while joined := decided.partners(rows) - rows.keys():
        rows = store.connected(connection, sorted(rows.keys() | joined))
    return rows


def _group(
    connection: Connection,
    rows: Mapping[int, Row[Any]],
    policy: MatchPolicy,
    decided: Decided,
    mint: Mint,
    now: str,
    seq: int,
) -> Grouping:
    live = {each: row for each, row in rows.items() if not row.deleted}
    sides = _sides(live, store.keys_of(connection, list(live)), policy)
    clusters = _clusters(live, sides, policy, decided)
    known = store.title_states(connection, {row.title_id for row in rows.values() if row.title_id})
    assigned = _assign(clusters, live, known, mint)
    _write(connection, rows, assigned, known, now, seq)
    doubtful = (each for each in clusters.refused if {veto.reason for veto in each.vetoes} != {FORMAT})
    questions = [_question(each, live, sides, policy) for each in doubtful]
    reviews.ask(connection, ("match",), list(rows), questions, now, _answered(questions, decided))
    return Grouping(assigned, tuple(sorted({*assigned, *known})), len(clusters.refused))


def _sides(
    live: Mapping[int, Row[Any]], keys: Mapping[int, frozenset[tuple[str, str]]], policy: MatchPolicy
) -> dict[int, Compared]:
    """What is compared of each record: by those of its keys that the store finds others by, and no more.

    A key that connects no records in the store would join only those that happen to be looked at together.
    """
    sides = (
        (each, Compared.of(Record.unpack(row.record), row.media, policy, row.vendor)) for each, row in live.items()
    )
    return {each: side._replace(keys=side.keys & keys[each]) for each, side in sides}


def _clusters(
    live: Mapping[int, Row[Any]], sides: Mapping[int, Compared], policy: MatchPolicy, decided: Decided
) -> Clusters:
    """The groups of source records; vendors' ids break ties, for our own tell only who arrived first."""
    order = sorted(live, key=lambda each: (live[each].vendor, live[each].vendor_id))
    places = {each: place for place, each in enumerate(order)}
    names = {places[each]: _label(row) for each, row in live.items()}
    found = cluster({places[each]: sides[each] for each in order}, policy, decided.links(places, names))
    groups = tuple(tuple(sorted(order[place] for place in group)) for group in found.groups)
    pairs = ((sorted((order[pair.left], order[pair.right])), pair) for pair in found.refused)
    refused = tuple(pair._replace(left=left, right=right, by=_in(order, pair.by)) for (left, right), pair in pairs)
    return found._replace(groups=groups, refused=refused, edges=())


def _in(order: Sequence[int], pair: tuple[int, int] | None) -> tuple[int, int] | None:
    """The source records at two places."""
    return (order[pair[0]], order[pair[1]]) if pair else None


def _assign(
    clusters: Clusters, live: Mapping[int, Row[Any]], known: Mapping[str, store.State], mint: Mint
) -> dict[str, tuple[int, ...]]:
    """A title for every group: the largest overlap of members keeps its old one, ties go to the older id."""
    overlaps = []
    for index, group in enumerate(clusters.groups):
        former = Counter(_survivor(live[each].title_id, known) for each in group if live[each].title_id)
        overlaps += [(-count, title_id, index) for title_id, count in former.items()]
    titles: dict[int, str] = {}
    for _, title_id, index in sorted(overlaps):
        if index not in titles and title_id not in titles.values():
            titles[index] = title_id
    fresh = [index for index in range(len(clusters.groups)) if index not in titles]
    for index in sorted(
        fresh, key=lambda each: min((live[one].vendor, live[one].vendor_id) for one in clusters.groups[each])
    ):
        titles[index] = mint()
    return {titles[index]: group for index, group in enumerate(clusters.groups)}


def _survivor(title_id: str, known: Mapping[str, store.State]) -> str:
    """The title that a merged one redirects to; redirects are flat."""
    state = known.get(title_id)
    return state.redirect_to if state and state.redirect_to else title_id


def _write(
    connection: Connection,
    rows: Mapping[int, Row[Any]],
    assigned: Mapping[str, tuple[int, ...]],
    known: Mapping[str, store.State],
    now: str,
    seq: int,
) -> None:
    """New titles, changed memberships, and titles that are no longer: redirected when their records live elsewhere."""
    title_of = {each: title_id for title_id, group in assigned.items() for each in group}
    states = {each: store.State("live", known[each].created if each in known else now, None) for each in assigned}
    moved: dict[str, list[str]] = defaultdict(list)
    for each, row in rows.items():
        if row.title_id and each in title_of and row.title_id != title_of[each]:
            moved[row.title_id].append(title_of[each])
    for title_id in sorted(known.keys() - states.keys()):
        heirs = Counter(moved[title_id])
        states[title_id] = _ended(known[title_id], min(heirs, key=lambda each: (-heirs[each], each), default=""))
        if heirs:
            store.redirect(connection, title_id, str(states[title_id].redirect_to))
    store.put_titles(connection, states, known)
    store.put_members(connection, rows, title_of, seq)


def _ended(state: store.State, heir: str) -> store.State:
    """What becomes of a title without members; its heir is the title that most of them moved to."""
    if heir:
        return store.State("redirect", state.created, heir)
    return state if state.status == "redirect" else store.State("deleted", state.created, None)


def _question(
    pair: Refused, live: Mapping[int, Row[Any]], sides: Mapping[int, Compared], policy: MatchPolicy
) -> reviews.Question:
    """A pair that shares a key, or that a person joined, but may not be one title; with all that speaks for it."""
    left, right = pair.left, pair.right
    compared = decide(sides[left], sides[right], policy)
    found = {
        "key": list(pair.key),
        "vetoes": [veto._asdict() for veto in pair.vetoes],
        "evidence": [each._asdict() for each in compared.evidence],
        "score": compared.score,
        "profile": compared.profile,
    }
    if pair.by:
        found["between"] = [_label(live[each]) for each in pair.by]
    return reviews.Question("match", pair_of(_label(live[left]), _label(live[right])), left, right, found)


def _answered(questions: list[reviews.Question], decided: Decided) -> set[tuple[str, str]]:
    """The questions that a person has answered; a join that another decision of his forbids is asked again."""
    return {
        (each.kind, each.subject)
        for each in questions
        if each.subject in decided.verdicts
        and (decided.verdicts[each.subject] != SAME or each.found["key"] != list(MUST_LINK))
    }


def _label(row: Row[Any]) -> str:
    return f"{row.vendor}:{row.vendor_id}"
