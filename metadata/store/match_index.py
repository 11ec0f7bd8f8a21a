"""What matching finds records by, in the store: keys, features, edges, and the keys that find nothing.

Keys of deleted records stay, so that a title can live again when one of its identifiers returns; only live records
hold a key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, insert, or_, select, update

from metadata.keying import Keyed
from metadata.store.among import among
from metadata.store.tables import match_edge, match_key, match_limit, match_lost, match_side, matching, source_record
from transforms.match.keys import Key

POOR, CAPPED = "poor", "capped"
_BATCH = 500  # values in one IN list
_KEY = (match_key.c.source_id, match_key.c.kind, match_key.c.value)
_Value = TypeVar("_Value")


class Side(NamedTuple):
    """A source record as matching knows it."""

    id: int
    vendor: str
    vendor_id: str
    keys: frozenset[Key]
    features: str  # transforms/match/features.py

    @property
    def order(self) -> tuple[str, str]:
        """The order in which records are numbered: it has nothing to do with arrival."""
        return self.vendor, self.vendor_id


class Bond(NamedTuple):
    """An edge as it is stored, by source-record ids; the left one is the first by vendor and vendor's id."""

    left_id: int
    right_id: int
    level: str  # P: one title, or a case for a person; E one expression; W one work
    decision: str
    tier: str
    score: float
    found: list[list[Any]]  # of P the vetoes, else the evidence


class Limit(NamedTuple):
    """A key that finds nothing, and how many records have it."""

    kind: str
    value: str
    why: str  # poor or capped
    records: int


def put(connection: Connection, keyed: Mapping[int, Keyed]) -> None:
    """Replace keys and features of source records that are live; those that differ are matched anew."""
    before = {each.id: each for each in _sides(connection, list(keyed))}
    after = {each: (frozenset(new.keys), new.features) for each, new in keyed.items()}
    differing = [each for each, new in after.items() if each not in before or new != before[each][3:]]
    for batch in batches(differing):
        connection.execute(delete(match_key).where(among(match_key.c.source_id, batch)))
        changed = (among(source_record.c.id, batch), source_record.c.changed.is_(False))
        connection.execute(update(source_record).where(*changed).values(changed=True))
    rows = [{"source_id": each, "kind": kind, "value": value} for each in differing for kind, value in keyed[each].keys]
    if rows:
        connection.execute(insert(match_key), rows)
    lost = [key for each in differing if each in before for key in sorted(before[each].keys - after[each][0])]
    if lost:
        connection.execute(insert(match_lost), [{"kind": kind, "value": value} for kind, value in lost])
    for batch in batches(list(keyed)):
        connection.execute(delete(match_side).where(among(match_side.c.source_id, batch)))
    sides = [
        {"source_id": each, "version": new.version, "live": True, "features": new.features}
        for each, new in keyed.items()
    ]
    if sides:
        connection.execute(insert(match_side), sides)


def bury(connection: Connection) -> None:
    """Records that were withdrawn since the last publication hold no key any more."""
    gone = select(source_record.c.id).where(source_record.c.changed.is_(True), source_record.c.deleted.is_(True))
    connection.execute(update(match_side).where(match_side.c.source_id.in_(gone)).values(live=False))


def outdated(connection: Connection, version: str, most: int) -> list[Any]:
    """Live source records whose keys were made with another version, or never: (id, vendor, media, record)."""
    c, side = source_record.c, match_side.c
    query = (
        select(c.id, c.vendor, c.media, c.record)
        .outerjoin(match_side, side.source_id == c.id)
        .where(c.deleted.is_(False), or_(side.source_id.is_(None), side.version != version))
        .order_by(c.id)
        .limit(most)
    )
    return list(connection.execute(query))


def renew_all(connection: Connection, version: str) -> None:
    """Have every pair judged anew if the last time it was with another version of the policy."""
    if list(connection.execute(select(matching.c.version)).scalars()) == [version]:
        return
    connection.execute(delete(matching))
    connection.execute(insert(matching).values(version=version))
    stale = (source_record.c.deleted.is_(False), source_record.c.changed.is_(False))
    connection.execute(update(source_record).where(*stale).values(changed=True))


def sides(connection: Connection, ids: Collection[int]) -> dict[int, Side]:
    """Source records as matching knows them, deleted ones too; those that never had keys are left out."""
    return {each.id: each for each in _sides(connection, sorted(ids))}


def known(connection: Connection, ids: Sequence[int]) -> set[int]:
    """Those of these source records that `sides` gives."""
    query = select(match_side.c.source_id)
    wanted = (query.where(among(match_side.c.source_id, batch)) for batch in batches(ids))
    return {each for one in wanted for each in connection.execute(one).scalars()}


def _sides(connection: Connection, ids: Sequence[int]) -> Iterable[Side]:
    c, side = source_record.c, match_side.c
    query = select(c.id, c.vendor, c.vendor_id, side.features).join(match_side, side.source_id == c.id)
    for batch in batches(ids):
        keys: dict[int, list[Key]] = defaultdict(list)
        for id, kind, value in connection.execute(select(*_KEY).where(among(match_key.c.source_id, batch))).all():
            keys[id].append((kind, value))
        for id, vendor, vendor_id, features in connection.execute(query.where(among(c.id, batch))).all():
            yield Side(id, vendor, vendor_id, frozenset(keys[id]), features)


def holders(connection: Connection, keys: Iterable[Key], *, live: bool = True) -> dict[Key, list[int]]:
    """The live records, or else the deleted ones, that have each of these keys; a key that none has is left out."""
    key, side = match_key.c, match_side.c
    query = select(key.kind, key.value, key.source_id).join(match_side, side.source_id == key.source_id)
    query = query.where(side.live.is_(live))
    found: dict[Key, list[int]] = defaultdict(list)
    for wanted in _of_keys(keys):
        for kind, value, id in connection.execute(query.where(wanted)).all():
            found[kind, value].append(id)
    return found


def counts(connection: Connection, keys: Iterable[Key]) -> dict[Key, int]:
    """How many live records have each of these keys."""
    key, side = match_key.c, match_side.c
    query = select(key.kind, key.value, func.count()).join(match_side, side.source_id == key.source_id)
    query = query.where(side.live.is_(True)).group_by(key.kind, key.value)
    rows = (row for wanted in _of_keys(keys) for row in connection.execute(query.where(wanted)).all())
    return {(kind, value): count for kind, value, count in rows}


def _of_keys(keys: Iterable[Key]) -> Iterable[ColumnElement[bool]]:
    """Conditions that find these keys by the index, kind by kind."""
    by_kind: dict[str, set[str]] = defaultdict(set)
    for kind, value in keys:
        by_kind[kind].add(value)
    for kind, values in sorted(by_kind.items()):
        for batch in batches(sorted(values)):
            yield and_(match_key.c.kind == kind, among(match_key.c.value, batch))


def lost_keys(connection: Connection) -> list[Key]:
    """Keys that records had at the last publication and have no more, once for each record."""
    return [(row.kind, row.value) for row in connection.execute(select(match_lost))]


def forget_lost(connection: Connection) -> None:
    """What was lost is settled."""
    connection.execute(delete(match_lost))


def bonds(connection: Connection, ids: Iterable[int], levels: Collection[str] = ("P",)) -> list[Bond]:
    """The edges at these source records, each once."""
    c = match_edge.c
    found: dict[tuple[int, int, str], Bond] = {}
    for batch in batches(sorted(ids)):
        for column in (c.left_id, c.right_id):
            query = select(match_edge).where(among(column, batch), c.level.in_(levels))
            found.update((row[:3], Bond(*row)) for row in connection.execute(query).all())
    return list(found.values())


def replace_bonds(connection: Connection, old: Iterable[Bond], new: Iterable[Bond]) -> None:
    """Write new edges in place of old ones."""
    c = match_edge.c
    gone = [{"one": each.left_id, "other": each.right_id, "at": each.level} for each in old]
    if gone:
        same = (c.left_id == bindparam("one"), c.right_id == bindparam("other"), c.level == bindparam("at"))
        connection.execute(delete(match_edge).where(*same), gone)
    rows = [each._asdict() for each in new]
    if rows:
        connection.execute(insert(match_edge), rows)


def limits(connection: Connection, keys: Iterable[Key] | None = None, why: str = "") -> list[Limit]:
    """The keys that find nothing: all of them or those among `keys`, poor, capped or both."""
    c = match_limit.c
    query = select(c.kind, c.value, c.why, c.records).order_by(c.records.desc(), c.kind, c.value)
    if why:
        query = query.where(c.why == why)
    if keys is None:
        return [Limit(*row) for row in connection.execute(query)]
    found = []
    wanted = set(keys)
    for batch in batches(sorted({value for _, value in wanted})):
        found += [Limit(*row) for row in connection.execute(query.where(among(c.value, batch)))]
    return [each for each in found if (each.kind, each.value) in wanted]


def put_limits(connection: Connection, keys: Iterable[Key], found: Iterable[Limit]) -> None:
    """What is known of these keys, in place of what was."""
    c = match_limit.c
    for kind, value in sorted({(each.kind, each.value) for each in limits(connection, keys)}):
        connection.execute(delete(match_limit).where(c.kind == kind, c.value == value))
    rows = [each._asdict() for each in found]
    if rows:
        connection.execute(insert(match_limit), rows)


def batches(values: Sequence[_Value]) -> Iterable[Sequence[_Value]]:
    """As many as one IN list holds."""
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
