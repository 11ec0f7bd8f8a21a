"""Titles as people look for them: by what an index answers quickly among a million. Only reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, select

from metadata.store.match_index import batches
from metadata.store.tables import match_key, source_record
from transforms.match.keys import IDENTIFIERS

LAST = "\U0010ffff"  # comes after every other character
BLOCKS = ("title", "name-title")  # kinds of keys that begin with words


def having_key(connection: Connection, values: Collection[str], most: int) -> list[int]:
    """Source records with an identifier of these values, of whatever kind."""
    c = match_key.c
    kinds = sorted(IDENTIFIERS)
    query = select(c.source_id).where(c.kind.in_(kinds), c.value.in_(sorted(values))).distinct()
    return _ids(connection, query.order_by(c.source_id).limit(most))


def beginning_with(connection: Connection, kind: str, beginning: str, most: int) -> list[int]:
    """Source records with a key of a kind whose value begins like this."""
    c = match_key.c
    query = select(c.source_id).where(c.kind == kind, c.value >= beginning, c.value < beginning + LAST)
    return _ids(connection, query.order_by(c.value, c.source_id).limit(most))


def having_id(connection: Connection, vendors: Iterable[str], vendor_id: str) -> list[int]:
    """Source records that any of these vendors sent under this id."""
    c = source_record.c
    wanted = sorted(vendors)
    query = select(c.id).where(c.vendor_id == vendor_id)
    return [each for batch in batches(wanted) for each in _ids(connection, query.where(c.vendor.in_(batch)))]


def _ids(connection: Connection, query: Select[Any]) -> list[int]:
    return list(dict.fromkeys(row[0] for row in connection.execute(query)))


def vendors_of(connection: Connection, title_ids: Sequence[str]) -> dict[str, list[str]]:
    """The vendors whose live records each title has, in order."""
    c = source_record.c
    found: dict[str, list[str]] = {each: [] for each in title_ids}
    for batch in batches(list(title_ids)):
        query = select(c.title_id, c.vendor).where(c.title_id.in_(batch), c.deleted.is_(False)).distinct()
        for row in connection.execute(query.order_by(c.title_id, c.vendor)):
            found[row.title_id].append(row.vendor)
    return found
