"""What matching knows of all live records at once, read table by table in their order (match_index.py: of a few)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select

from metadata.store.match_index import Bond, Limit
from metadata.store.tables import match_edge, match_key, match_limit, match_side, source_record
from transforms.match.keys import Key

_AT_ONCE = 10_000  # rows in hand


def live_count(connection: Connection) -> int:
    """How many live records have keys."""
    return int(connection.execute(select(func.count()).where(match_side.c.live.is_(True))).scalar_one())


def live_sides(connection: Connection) -> tuple[list[int], list[str]]:
    """All live records, in the order of vendors and vendors' ids, and the features of each."""
    c, side = source_record.c, match_side.c
    query = select(c.vendor, c.vendor_id, c.id, side.features).join(match_side, side.source_id == c.id)
    rows = sorted(map(tuple, _rows(connection, query.where(side.live.is_(True)))))  # not by the database's alphabet
    return [row[2] for row in rows], [row[3] for row in rows]


def keys_of(connection: Connection, kinds: Collection[str]) -> Iterator[tuple[int, Key]]:
    """(source record, key) of these kinds, deleted records too; those of a kind and value come one after the other."""
    c = match_key.c
    for kind in sorted(kinds):
        query = select(c.source_id, c.value).where(c.kind == kind).order_by(c.value)
        for id, value in _rows(connection, query):
            yield id, (kind, value)


def all_bonds(connection: Connection) -> Iterator[Bond]:
    """All edges."""
    return (Bond(*row) for row in _rows(connection, select(match_edge)))


def replace_limits(connection: Connection, found: Iterable[Limit]) -> None:
    """Write limits in place of all that there were."""
    connection.execute(delete(match_limit))
    if rows := [each._asdict() for each in found]:
        connection.execute(insert(match_limit), rows)


def _rows(connection: Connection, query: Select[Any]) -> Iterator[Any]:
    result = connection.execute(query.execution_options(yield_per=_AT_ONCE))
    for rows in result.partitions():
        yield from rows
