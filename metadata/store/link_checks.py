"""What became of links that were asked after: one row for each link of a live record, and a count of its bad days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, insert, select

from metadata.store.tables import link_check, source_record

TWICE = 2  # days on which a link has to be broken before anybody is told
_BATCH = 500  # values in one IN list

Key = tuple[str, str, str]  # vendor, vendor's id, place


class Checked(NamedTuple):
    """One look at a link; see the table."""

    vendor: str
    vendor_id: str
    place: str
    url: str
    at: str
    status: int
    told: str
    since: str
    days: int


class Due(NamedTuple):
    """A record whose links are to be asked after."""

    vendor: str
    vendor_id: str
    record: str  # packed


def due(connection: Connection, vendor: str, before: str, most: int) -> list[Due]:
    """Live records of a vendor whose links were never asked after, or not since a time; longest ago first."""
    record, looked = source_record.c, _looked(vendor).subquery()
    query = (
        _records(vendor)
        .join(looked, looked.c.vendor_id == record.vendor_id, isouter=True)
        .where(looked.c.at.is_(None) | (looked.c.at < before))
        .order_by(func.coalesce(looked.c.at, ""), record.id)
    )
    return [Due(*row) for row in connection.execute(query.limit(most))]


def due_again(connection: Connection, vendor: str, before: str, most: int) -> list[Due]:
    """Live records of a vendor with a link that was broken at its last look, before a time; longest ago first."""
    record, looked = source_record.c, _looked(vendor).where(link_check.c.days > 0).subquery()
    query = _records(vendor).join(looked, looked.c.vendor_id == record.vendor_id).where(looked.c.at < before)
    return [Due(*row) for row in connection.execute(query.order_by(looked.c.at, record.id).limit(most))]


def _records(vendor: str) -> Select[Any]:
    c = source_record.c
    return select(c.vendor, c.vendor_id, c.record).where(c.vendor == vendor, c.deleted.is_(False))


def _looked(vendor: str) -> Select[Any]:
    """The oldest look at any link of each record."""
    c = link_check.c
    return select(c.vendor_id, func.min(c.at).label("at")).where(c.vendor == vendor).group_by(c.vendor_id)


def of_records(connection: Connection, vendor: str, ids: Sequence[str]) -> dict[tuple[str, str], Checked]:
    """The last looks at the links of these records, by vendor's id and place."""
    c, found = link_check.c, {}
    for start in range(0, len(ids), _BATCH):
        wanted = (c.vendor == vendor, c.vendor_id.in_(ids[start : start + _BATCH]))
        found.update(
            {(row.vendor_id, row.place): Checked(*row) for row in connection.execute(select(link_check).where(*wanted))}
        )
    return found


def keep(connection: Connection, looks: Sequence[Checked], gone: Iterable[Key] = ()) -> None:
    """Put looks in place of the earlier ones at the same links; the links in `gone` are no longer there."""
    c = link_check.c
    keys = {(each.vendor, each.vendor_id, each.place) for each in looks} | set(gone)
    for vendor, vendor_id, place in sorted(keys):
        wanted = and_(c.vendor == vendor, c.vendor_id == vendor_id, c.place == place)
        connection.execute(delete(link_check).where(wanted))
    if looks:
        connection.execute(insert(link_check), [each._asdict() for each in looks])


def forget_gone(connection: Connection) -> int:
    """Forget the links of records that are not live any more; returns how many."""
    live = select(source_record.c.id).where(
        source_record.c.vendor == link_check.c.vendor,
        source_record.c.vendor_id == link_check.c.vendor_id,
        source_record.c.deleted.is_(False),
    )
    return connection.execute(delete(link_check).where(~live.exists())).rowcount


def broken(connection: Connection, vendor: str) -> dict[str, list[Checked]]:
    """The links of a vendor's live records that were broken on two days or more, by vendor's id."""
    c, found = link_check.c, dict[str, list[Checked]]()
    query = select(link_check).join(source_record, _same()).where(c.vendor == vendor, *_broken())
    for row in connection.execute(query.order_by(c.vendor_id, c.place)):
        found.setdefault(row.vendor_id, []).append(Checked(*row))
    return found


def broken_counts(connection: Connection) -> Mapping[str, int]:
    """How many such links each vendor has; without those that have none."""
    query = select(link_check.c.vendor, func.count()).join(source_record, _same()).where(*_broken())
    rows = connection.execute(query.group_by(link_check.c.vendor).order_by(link_check.c.vendor))
    return {row[0]: row[1] for row in rows}


def live_counts(connection: Connection) -> dict[str, int]:
    """How many live records each vendor has."""
    c = source_record.c
    query = select(c.vendor, func.count()).where(c.deleted.is_(False)).group_by(c.vendor).order_by(c.vendor)
    return {row[0]: row[1] for row in connection.execute(query)}


def _same() -> ColumnElement[bool]:
    return and_(source_record.c.vendor == link_check.c.vendor, source_record.c.vendor_id == link_check.c.vendor_id)


def _broken() -> tuple[ColumnElement[bool], ...]:
    return link_check.c.days >= TWICE, source_record.c.deleted.is_(False)
