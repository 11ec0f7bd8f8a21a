"""What matching leaves out, as the store has it: who holds a key that finds nothing. The keys: match_index.py."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from metadata.store.tables import match_key, match_limit, match_side, source_record
from transforms.match.keys import Key


def counted(connection: Connection) -> dict[str, int]:
    """How many keys find nothing, by the reason: poor, capped; a reason for which none does is left out."""
    c = match_limit.c
    query = select(c.why, func.count()).group_by(c.why).order_by(c.why)
    return {why: int(number) for why, number in connection.execute(query)}


def held_by(connection: Connection) -> dict[Key, dict[str, int]]:
    """Key → vendor → how many of its live records have it, of the keys that find nothing."""
    c = match_limit.c
    query = _held(c.kind, c.value, source_record.c.vendor, func.count())
    query = query.group_by(c.kind, c.value, source_record.c.vendor).order_by(c.kind, c.value, source_record.c.vendor)
    found: dict[Key, dict[str, int]] = defaultdict(dict)
    for kind, value, vendor, number in connection.execute(query):
        found[kind, value][vendor] = number
    return found


def records_of(connection: Connection) -> Mapping[tuple[str, str], int]:
    """(vendor, reason) → how many of its live records have a key that finds nothing for that reason, each once."""
    vendor, why = source_record.c.vendor, match_limit.c.why
    query = _held(vendor, why, func.count(source_record.c.id.distinct())).group_by(vendor, why)
    return Counter({(row[0], row[1]): row[2] for row in connection.execute(query)})


def samples(connection: Connection, key: Key, most: int, vendors: Collection[str] = ()) -> list[str]:
    """The first live records that have a key, "vendor:id"; with `vendors` those of these only."""
    c = source_record.c
    query = _held(c.vendor, c.vendor_id).where(match_limit.c.kind == key[0], match_limit.c.value == key[1])
    if vendors:
        query = query.where(c.vendor.in_(sorted(vendors)))
    return [f"{row[0]}:{row[1]}" for row in connection.execute(query.order_by(c.vendor, c.vendor_id).limit(most))]


def _held(*columns: Any) -> Select[Any]:
    """Columns of the keys that find nothing and of the live records that hold them."""
    limit, key, side = match_limit.c, match_key.c, match_side.c
    return (
        select(*columns)
        .select_from(match_limit)
        .join(match_key, and_(key.kind == limit.kind, key.value == limit.value))
        .join(match_side, and_(side.source_id == key.source_id, side.live.is_(True)))
        .join(source_record, source_record.c.id == key.source_id)
    )
