"""Source records in the store: the newest version of every vendor record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from metadata.store.tables import source_record

UNSELECTED = "no longer selected: "  # why a renewal withdrew a record: another vendor file may bring it back
HELD_BACK = "its day came, and it is in quarantine"  # of one that was filtered until then: a cure may bring it
_BATCH = 500  # values in one IN list


def by_vendor_id(connection: Connection, vendor: str, ids: Sequence[str]) -> dict[str, Row[Any]]:
    """What the store holds of these vendor ids, without the records themselves."""
    c = source_record.c
    columns = (c.id, c.vendor_id, c.sha256, c.made_with, c.order_key, c.delivery_id, c.position, c.deleted, c.reason)
    query = select(*columns, c.media, c.collection, c.turns_on).where(c.vendor == vendor)
    found: dict[str, Row[Any]] = {}
    for batch in _batches(ids):
        found.update({row.vendor_id: row for row in connection.execute(query.where(c.vendor_id.in_(batch)))})
    return found


def packed(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """The packed records of these source-record ids."""
    query = select(source_record.c.id, source_record.c.record)
    return {
        row.id: row.record
        for batch in _batches(ids)
        for row in connection.execute(query.where(source_record.c.id.in_(batch)))
    }


def summaries(connection: Connection, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """What tells whether these records come out differently: record, media, collection, and whether it is deleted."""
    c = source_record.c
    query = select(c.id, c.record, c.media, c.collection, c.deleted)
    found: dict[int, Row[Any]] = {}
    for batch in _batches(ids):
        found.update({row.id: row for row in connection.execute(query.where(c.id.in_(batch)))})
    return found


def _batches(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))


def add(connection: Connection, values: Sequence[Mapping[str, Any]]) -> None:
    """Insert new source records."""
    if values:
        connection.execute(insert(source_record), list(values))


def change(connection: Connection, values: Sequence[Mapping[str, Any]]) -> None:
    """Update source records; every mapping has `id` and the same other columns."""
    if values:
        columns: dict[str, Any] = {name: bindparam(name) for name in values[0] if name != "id"}
        statement = update(source_record).where(source_record.c.id == bindparam("source")).values(columns)
        connection.execute(statement, [{**each, "source": each["id"]} for each in values])


def live_count(connection: Connection, vendor: str) -> int:
    """How many of the vendor's records are not deleted."""
    wanted = (source_record.c.vendor == vendor, source_record.c.deleted.is_(False))
    return connection.execute(select(func.count()).where(*wanted)).scalar_one()


def live_ids(connection: Connection, vendor: str) -> dict[str, int]:
    """Vendor id → source-record id of the records that are not deleted."""
    query = select(source_record.c.vendor_id, source_record.c.id)
    wanted = (source_record.c.vendor == vendor, source_record.c.deleted.is_(False))
    return {row.vendor_id: row.id for row in connection.execute(query.where(*wanted))}


def made_with_of(connection: Connection, vendor: str) -> set[str]:
    """The versions with which the vendor's live records were made."""
    wanted = (source_record.c.vendor == vendor, source_record.c.deleted.is_(False))
    return set(connection.execute(select(source_record.c.made_with).where(*wanted).distinct()).scalars())


def may_live(row: Row[Any]) -> bool:
    """True for a record that is live, or that something else than the vendor's word may bring: rules, a day, a cure."""
    return not row.deleted or row.turns_on is not None or row.reason.startswith((UNSELECTED, HELD_BACK))


def waiting(connection: Connection, vendor: str) -> list[Row[Any]]:
    """Id, vendor id and order key of what is filtered up to a day."""
    c = source_record.c
    query = select(c.id, c.vendor_id, c.order_key)
    return list(connection.execute(query.where(c.vendor == vendor, c.turns_on.is_not(None), c.deleted.is_(True))))


def due(connection: Connection, vendor: str, today: str) -> list[int]:
    """Ids of the records whose outcome may be another since a day (yyyy-mm-dd) or earlier, live or waiting."""
    c = source_record.c
    return list(
        connection.execute(select(c.id).where(c.vendor == vendor, c.turns_on <= today).order_by(c.id)).scalars()
    )


def coming_due(connection: Connection, until: str) -> dict[str, int]:
    """How many records of each vendor are judged again up to a day (yyyy-mm-dd), that day included."""
    c = source_record.c
    query = select(c.vendor, func.count()).where(c.turns_on <= until).group_by(c.vendor).order_by(c.vendor)
    return {row[0]: row[1] for row in connection.execute(query)}


def forget_turning(connection: Connection, ids: Sequence[int]) -> None:
    """No day brings these any more."""
    for batch in _batches(ids):
        connection.execute(update(source_record).where(source_record.c.id.in_(batch)).values(turns_on=None))


def withdraw(connection: Connection, reasons: Mapping[int, str], order_key: str) -> None:
    """Mark source records as deleted for good, each with its reason, by a delivery with this order key."""
    same = {"deleted": True, "order_key": order_key, "changed": True, "turns_on": None}
    change(connection, [{"id": each, "reason": why, **same} for each, why in reasons.items()])


def confirm(connection: Connection, ids: Sequence[int], order_key: str) -> None:
    """A delivery with this order key says of these source records what the store holds already."""
    for batch in _batches(ids):
        connection.execute(update(source_record).where(source_record.c.id.in_(batch)).values(order_key=order_key))
