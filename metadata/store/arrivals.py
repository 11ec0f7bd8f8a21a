"""Deliveries as people look for them: page by page, those first of which there is the latest news. Only reads."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, exists, func, select

from metadata.store.deliveries import Delivery, Entry
from metadata.store.tables import delivery, ledger, publication, source_record


class Wanted(NamedTuple):
    """Which deliveries; what is "" does not matter."""

    vendor: str = ""
    state: str = ""  # as it is now
    begin: str = ""  # something befell it from this moment on, ISO 8601 in UTC
    end: str = ""  # and before this one


def listed(connection: Connection, wanted: Wanted, most: int, after: int = 0) -> list[tuple[Delivery, Entry]]:
    """At most so many deliveries with the last entry of their ledger, the newest entry first, without the first ones.

    Walks the ledger backwards by an index, and stops when it has enough.
    """
    later = ledger.alias()
    is_last = ~exists().where(later.c.delivery_id == ledger.c.delivery_id, later.c.id > ledger.c.id)
    query = (
        select(*delivery.c, *(each for each in ledger.c if each.name != "delivery_id"))
        .join(ledger, ledger.c.delivery_id == delivery.c.id)
        .where(is_last, *_where(wanted))
        .order_by(ledger.c.id.desc())
        .limit(most)
        .offset(after)
    )
    width = len(delivery.c)
    found = (tuple(row) for row in connection.execute(query))
    return [(Delivery(*row[:width]), Entry(*row[width:])) for row in found]


def _where(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.vendor:
        found.append(ledger.c.delivery_id.in_(select(delivery.c.id).where(delivery.c.vendor == wanted.vendor)))
    if wanted.state:
        found.append(ledger.c.state == wanted.state)
    if wanted.begin:
        same = ledger.alias()
        within = (same.c.at >= wanted.begin, same.c.at < wanted.end)
        found.append(ledger.c.delivery_id.in_(select(same.c.delivery_id).where(*within)))
    return found


def records_of(connection: Connection, delivery_id: int, most: int) -> list[Row[Any]]:
    """The first records that are still as a delivery brought them, withdrawn ones too, in the order of arrival.

    Each with its id, vendor_id, position, deleted, title_id, packed record and issues.
    """
    c = source_record.c
    query = (
        select(c.id, c.vendor_id, c.position, c.deleted, c.reason, c.title_id, c.record, c.issues)
        .where(c.delivery_id == delivery_id)
        .order_by(c.id)
        .limit(most)
    )
    return list(connection.execute(query))


def published_after(connection: Connection, at: str) -> Row[Any] | None:
    """The first publication that was made at a moment or later; None before it is made."""
    c = publication.c
    query = select(publication).where(c.at >= at).order_by(c.seq).limit(1)
    return connection.execute(query).first()


def vendors(connection: Connection) -> list[str]:
    """Whoever has ever delivered anything, lists of libraries too, in order."""
    query = select(delivery.c.vendor).group_by(delivery.c.vendor).having(func.count() > 0).order_by(delivery.c.vendor)
    return list(connection.execute(query).scalars())
