"""Titles, their members and what befell them, in the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from metadata.errors import ConfigError
from metadata.mint import LENGTH, normalise_id
from metadata.store.among import among
from metadata.store.tables import member, source_record, title, title_event, version

_BATCH = 500  # values in one IN list


class State(NamedTuple):
    """A title: live, deleted, or redirected to the one it was merged into."""

    status: str
    created: str
    redirect_to: str | None


def changed_ids(connection: Connection) -> list[int]:
    """Source records that changed since the last publication, in an order that has nothing to do with arrival."""
    c = source_record.c
    query = select(c.id).where(c.changed.is_(True)).order_by(c.vendor, c.vendor_id)
    return list(connection.execute(query).scalars())


def mark_unchanged(connection: Connection, ids: Sequence[int]) -> None:
    """What was looked at waits no more."""
    for batch in _batches(ids):
        wanted = (among(source_record.c.id, batch), source_record.c.changed.is_(True))
        connection.execute(update(source_record).where(*wanted).values(changed=False))


def deleted_among(connection: Connection, ids: Sequence[int]) -> set[int]:
    """Those of these source records that are deleted."""
    c = source_record.c
    query = select(c.id).where(c.deleted.is_(True))
    return {each for batch in _batches(ids) for each in connection.execute(query.where(among(c.id, batch))).scalars()}


def in_order(connection: Connection, ids: Iterable[int]) -> list[int]:
    """Source records in the order of vendors and vendors' ids, which has nothing to do with arrival."""
    c = source_record.c
    query = select(c.vendor, c.vendor_id, c.id)
    rows = (row for batch in _batches(sorted(ids)) for row in connection.execute(query.where(among(c.id, batch))).all())
    return [id for _, _, id in sorted(map(tuple, rows))]


def source_rows(connection: Connection, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """Whose these source records are: without the records themselves."""
    c = source_record.c
    query = select(c.id, c.vendor, c.vendor_id, c.deleted, c.title_id)
    rows: list[Any] = [
        row for batch in _batches(ids) for row in connection.execute(query.where(among(c.id, batch))).all()
    ]
    return {row.id: row for row in rows}


def sharing(connection: Connection, title_ids: Iterable[str]) -> set[int]:
    """The source records that belong to these titles, or did when they were deleted."""
    c = source_record.c
    near: set[int] = set()
    for batch in _batches(sorted(title_ids)):
        near.update(connection.execute(select(c.id).where(among(c.title_id, batch))).scalars())
    return near


def title_states(connection: Connection, ids: Iterable[str]) -> dict[str, State]:
    """These titles, and those they redirect to."""
    found: dict[str, State] = {}
    wanted = set(ids)
    while wanted:
        rows = [
            row
            for batch in _batches(sorted(wanted))
            for row in connection.execute(select(title).where(among(title.c.id, batch))).all()
        ]
        found.update({row.id: State(row.status, row.created, row.redirect_to) for row in rows})
        wanted = {state.redirect_to for state in found.values() if state.redirect_to} - found.keys()
    return found


def put_titles(connection: Connection, states: Mapping[str, State], known: Mapping[str, State]) -> None:
    """Insert new titles, update those whose state differs from the known one."""
    new = [{"id": each, **state._asdict()} for each, state in states.items() if each not in known]
    if new:
        connection.execute(insert(title), new)
    for each, state in states.items():
        if each in known and state != known[each]:
            connection.execute(update(title).where(title.c.id == each).values(**state._asdict()))


def published_for(connection: Connection, title_ids: Iterable[str], upto: int) -> dict[str, int]:
    """For how many publications each of these titles was to be seen, up to one that is to come."""
    c = version.c
    found: dict[str, int] = {}
    for batch in _batches(sorted(title_ids)):
        query = select(c.title_id, c.seq, c.deleted).where(among(c.title_id, batch)).order_by(c.title_id, c.seq.desc())
        until: dict[str, int] = {}
        for row in connection.execute(query).all():
            length = 0 if row.deleted else until.get(row.title_id, upto) - row.seq
            found[row.title_id] = found.get(row.title_id, 0) + length
            until[row.title_id] = row.seq
    return found


def bases(connection: Connection, title_ids: Iterable[str]) -> dict[str, int]:
    """Title → the source record whose description it was last published with."""
    query = select(title.c.id, title.c.base_id).where(title.c.base_id.is_not(None))
    return {
        row.id: row.base_id
        for batch in _batches(sorted(title_ids))
        for row in connection.execute(query.where(among(title.c.id, batch))).all()
    }


def put_bases(connection: Connection, found: Mapping[str, int]) -> None:
    """The source records whose description these titles are published with."""
    before = bases(connection, found)
    changed = [{"at": each, "base": id} for each, id in found.items() if before.get(each) != id]
    if changed:
        connection.execute(
            update(title).where(title.c.id == bindparam("at")).values(base_id=bindparam("base")), changed
        )


class Membership(NamedTuple):
    """A source record in a title, and why."""

    title_id: str
    evidence: dict[str, Any]  # metadata/titles/evidence.py


def memberships(connection: Connection, ids: Sequence[int]) -> dict[int, Membership]:
    """The titles that these source records belong to now."""
    c = member.c
    query = select(c.source_id, c.title_id, c.evidence).where(c.until.is_(None))
    return {
        row.source_id: Membership(row.title_id, row.evidence)
        for batch in _batches(ids)
        for row in connection.execute(query.where(among(c.source_id, batch))).all()
    }


def put_members(
    connection: Connection, before: Mapping[int, Membership], after: Mapping[int, Membership], seq: int
) -> None:
    """Write memberships that began or ended; a deleted record remembers its title so that it can come back to it."""
    c = member.c
    ended = [each for each, old in before.items() if each not in after or after[each].title_id != old.title_id]
    begun = {each: new for each, new in after.items() if each not in before or before[each].title_id != new.title_id}
    for batch in _batches(ended):
        connection.execute(update(member).where(among(c.source_id, batch), c.until.is_(None)).values(until=seq))
    if begun:
        values = [{"source_id": each, **new._asdict(), "since": seq} for each, new in begun.items()]
        connection.execute(insert(member), values)
        statement = (
            update(source_record).where(source_record.c.id == bindparam("source")).values(title_id=bindparam("to"))
        )
        connection.execute(statement, [{"source": each, "to": new.title_id} for each, new in begun.items()])
    for each, new in after.items():
        if each in before and each not in begun and before[each].evidence != new.evidence:
            still = (c.source_id == each, c.until.is_(None))
            connection.execute(update(member).where(*still).values(evidence=new.evidence))


def put_events(connection: Connection, level: str, events: Iterable[tuple[str, str, str, str, str]], seq: int) -> None:
    """Write down what befell titles (P), expressions (E) or works (W): metadata/titles/events.py `Event`."""
    names = ("kind", "title_id", "other_id", "actor", "reason")
    rows = [{"level": level, "seq": seq, **dict(zip(names, map(str, each), strict=True))} for each in events]
    if rows:
        connection.execute(insert(title_event), rows)


def events_of(connection: Connection, title_id: str) -> list[Row[Any]]:
    """What befell a title, expression or work, oldest first."""
    query = select(title_event).where(title_event.c.title_id == title_id).order_by(title_event.c.id)
    return list(connection.execute(query))


def members_of(connection: Connection, title_ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
    """Live source records of titles; `oldest` is the oldest title that each has belonged to."""
    c = source_record.c
    told = (c.id, c.title_id, c.vendor, c.vendor_id, c.collection, c.media, c.record)
    judged = (c.score, c.issues, c.sha256, c.delivery_id)
    oldest = select(func.min(member.c.title_id)).where(member.c.source_id == c.id).scalar_subquery().label("oldest")
    found: dict[str, list[Any]] = defaultdict(list)
    for batch in _batches(title_ids):
        query = select(*told, *judged, oldest).where(among(c.title_id, batch), c.deleted.is_(False)).order_by(c.id)
        for row in connection.execute(query).all():
            found[row.title_id].append(row)
    return found


def records_of(connection: Connection, title_ids: Sequence[str]) -> dict[str, list[str]]:
    """The packed records of titles: live source records."""
    c = source_record.c
    query = select(c.title_id, c.record).where(c.deleted.is_(False))
    found: dict[str, list[str]] = defaultdict(list)
    for batch in _batches(title_ids):
        for row in connection.execute(query.where(c.title_id.in_(batch)).order_by(c.id)).all():
            found[row.title_id].append(row.record)
    return found


def title_named(connection: Connection, name: str) -> str:
    """A title by its id, however it is typed, or as "vendor:id" of one of its records. Raises ConfigError.

    One that was merged into another is found as itself.
    """
    found = normalise_id(name)
    if found and title_states(connection, [found]):
        return found
    vendor, _, vendor_id = name.partition(":")
    c = source_record.c
    query = select(c.title_id, c.reason, c.turns_on).where(c.vendor == vendor, c.vendor_id == vendor_id)
    by_record = connection.execute(query).first()
    if by_record and by_record.title_id:
        return str(by_record.title_id)
    if by_record and by_record.turns_on:
        raise ConfigError(f"{name} has no title yet: {by_record.reason}; it is judged again on {by_record.turns_on}")
    if not found and len(name.replace("-", "").replace(" ", "")) == LENGTH and ":" not in name:
        raise ConfigError(f"no title {name!r}: a typing error, the check character at its end does not fit")
    raise ConfigError(f"no title {name!r}: give a title id (27 characters) or vendor:vendor-id")


def former_ids(connection: Connection, title_ids: Iterable[str]) -> dict[str, list[str]]:
    """The titles that were merged into each of these, oldest first; left out are those into which none was."""
    found: dict[str, list[str]] = defaultdict(list)
    for batch in _batches(sorted(title_ids)):
        query = select(title.c.redirect_to, title.c.id).where(among(title.c.redirect_to, batch)).order_by(title.c.id)
        for row in connection.execute(query).all():
            found[row.redirect_to].append(row.id)
    return found


def _batches(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
