"""What source records asked of the vocabularies (transforms/enrich/lookups.py): a refresh finds whom it touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from sqlalchemy import Connection, delete, func, insert, select, update

from metadata.store.tables import lookup, source_record

BATCH = 500  # values in one IN list
PAGE = 50_000  # keys that are read at a time
ANEW = ""  # made_with of a record that the next run refines anew: no version is called so


def put(connection: Connection, asked: Mapping[int, Sequence[int]]) -> None:
    """Replace the keys of source records."""
    for batch in _batches(asked):
        connection.execute(delete(lookup).where(lookup.c.source_id.in_(batch)))
    rows = [{"source_id": each, "key": key} for each, keys in asked.items() for key in keys]
    if rows:
        connection.execute(insert(lookup), rows)


def renew(connection: Connection, keys: Iterable[int], vendor: str = "") -> int:
    """Have the next run refine anew whatever live record asked for one of these keys; returns how many these are.

    With a `vendor` only records of that vendor.
    """
    c, count = source_record.c, 0
    for batch in _batches(sorted(askers(connection, keys))):
        wanted = [c.id.in_(batch), c.deleted.is_(False), *([c.vendor == vendor] if vendor else [])]
        count += connection.execute(update(source_record).where(*wanted).values(made_with=ANEW)).rowcount
    return count


def askers(connection: Connection, keys: Iterable[int]) -> set[int]:
    """The source records that asked for one of these keys."""
    found: set[int] = set()
    for batch in _batches(keys):
        found.update(connection.execute(select(lookup.c.source_id).where(lookup.c.key.in_(batch)).distinct()).scalars())
    return found


def times(connection: Connection) -> Iterator[tuple[int, int]]:
    """Each key that was asked for, and by how many source records; read page by page, for there may be millions."""
    query = select(lookup.c.key, func.count()).group_by(lookup.c.key).order_by(lookup.c.key).limit(PAGE)
    page = connection.execute(query).all()
    while page:
        yield from ((int(key), int(count)) for key, count in page)
        page = connection.execute(query.where(lookup.c.key > page[-1][0])).all()


def _batches(values: Iterable[int]) -> Iterator[Sequence[int]]:
    left = iter(values)
    while batch := tuple(islice(left, BATCH)):
        yield batch
