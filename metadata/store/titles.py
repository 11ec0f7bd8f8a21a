"""Titles, their members and their match keys in the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from metadata.store.tables import match_key, member, source_record, title

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
        wanted = (source_record.c.id.in_(batch), source_record.c.changed.is_(True))
        connection.execute(update(source_record).where(*wanted).values(changed=False))


def connected(connection: Connection, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """The source records with these ids and all that hang together with them by match keys and titles."""
    c = source_record.c
    columns = (c.id, c.vendor, c.vendor_id, c.deleted, c.media, c.title_id, c.collection, c.record)
    rows: dict[int, Row[Any]] = {}
    frontier = list(ids)
    while frontier:
        found = [
            row for batch in _batches(frontier) for row in connection.execute(select(*columns).where(c.id.in_(batch)))
        ]
        rows.update({row.id: row for row in found})
        own = title_states(connection, {row.title_id for row in found if row.title_id})  # and their heirs
        near = _sharing_keys(connection, frontier) | _sharing_titles(connection, own)
        frontier = sorted(near - rows.keys())
    return dict(sorted(rows.items()))


def _sharing_keys(connection: Connection, ids: Sequence[int]) -> set[int]:
    other = match_key.alias()
    near: set[int] = set()
    for batch in _batches(ids):
        same = (other.c.kind == match_key.c.kind) & (other.c.value == match_key.c.value)
        query = (
            select(other.c.source_id).select_from(match_key.join(other, same)).where(match_key.c.source_id.in_(batch))
        )
        near.update(connection.execute(query).scalars())
    return near


def _sharing_titles(connection: Connection, ids: Iterable[str]) -> set[int]:
    near: set[int] = set()
    for batch in _batches(sorted(ids)):
        near.update(connection.execute(select(source_record.c.id).where(source_record.c.title_id.in_(batch))).scalars())
    return near


def keys_of(connection: Connection, ids: Sequence[int]) -> dict[int, frozenset[tuple[str, str]]]:
    """The match keys of source records."""
    found: dict[int, set[tuple[str, str]]] = {each: set() for each in ids}
    for batch in _batches(ids):
        for row in connection.execute(select(match_key).where(match_key.c.source_id.in_(batch))):
            found[row.source_id].add((row.kind, row.value))
    return {each: frozenset(pairs) for each, pairs in found.items()}


def title_states(connection: Connection, ids: Iterable[str]) -> dict[str, State]:
    """These titles, and those they redirect to."""
    found: dict[str, State] = {}
    wanted = set(ids)
    while wanted:
        rows = [
            row
            for batch in _batches(sorted(wanted))
            for row in connection.execute(select(title).where(title.c.id.in_(batch)))
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


def redirect(connection: Connection, title_id: str, to: str) -> None:
    """Titles that redirected to one that is merged now redirect to its heir: a redirect is never of two steps."""
    connection.execute(update(title).where(title.c.redirect_to == title_id).values(redirect_to=to))


def put_members(connection: Connection, rows: Mapping[int, Row[Any]], title_of: Mapping[int, str], seq: int) -> None:
    """Write memberships that began or ended; a deleted record remembers its title so that it can come back to it."""
    open_rows = select(member.c.source_id, member.c.title_id).where(member.c.until.is_(None))
    current: dict[int, str] = {}
    for batch in _batches(list(rows)):
        current.update(
            {row.source_id: row.title_id for row in connection.execute(open_rows.where(member.c.source_id.in_(batch)))}
        )
    ended = [each for each in rows if each in current and current[each] != title_of.get(each)]
    begun = [each for each in rows if each in title_of and current.get(each) != title_of[each]]
    for batch in _batches(ended):
        wanted = (member.c.source_id.in_(batch), member.c.until.is_(None))
        connection.execute(update(member).where(*wanted).values(until=seq))
    if begun:
        values = [{"source_id": each, "title_id": title_of[each], "since": seq, "evidence": {}} for each in begun]
        connection.execute(insert(member), values)
        statement = (
            update(source_record).where(source_record.c.id == bindparam("source")).values(title_id=bindparam("to"))
        )
        connection.execute(statement, [{"source": each, "to": title_of[each]} for each in begun])


def members_of(connection: Connection, title_ids: Sequence[str]) -> dict[str, list[Row[Any]]]:
    """Live source records of titles; `oldest` is the oldest title that each has belonged to."""
    c = source_record.c
    told = (c.id, c.title_id, c.vendor, c.vendor_id, c.collection, c.media, c.record)
    judged = (c.score, c.issues, c.sha256, c.delivery_id)
    oldest = select(func.min(member.c.title_id)).where(member.c.source_id == c.id).scalar_subquery().label("oldest")
    found: dict[str, list[Any]] = defaultdict(list)
    for batch in _batches(title_ids):
        query = select(*told, *judged, oldest).where(c.title_id.in_(batch), c.deleted.is_(False)).order_by(c.id)
        for row in connection.execute(query):
            found[row.title_id].append(row)
    return found


def former_ids(connection: Connection, title_ids: Iterable[str]) -> dict[str, list[str]]:
    """The titles that were merged into each of these, oldest first; left out are those into which none was."""
    found: dict[str, list[str]] = defaultdict(list)
    for batch in _batches(sorted(title_ids)):
        query = select(title.c.redirect_to, title.c.id).where(title.c.redirect_to.in_(batch)).order_by(title.c.id)
        for row in connection.execute(query):
            found[row.redirect_to].append(row.id)
    return found


def _batches(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
