"""What a renewal that a person asked for is about: ids of source records and of quarantined ones."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from metadata.store.tables import delivery, renewal_scope


class Chosen(NamedTuple):
    """Stored records that are to be made anew, by their ids in the store, ascending."""

    records: tuple[int, ...] = ()
    withheld: tuple[int, ...] = ()  # in quarantine

    def __bool__(self) -> bool:
        """False where there is nothing to make anew."""
        return bool(self.records or self.withheld)


def put(connection: Connection, delivery_id: int, chosen: Chosen) -> None:
    """Keep what a renewal is about."""
    values = {"records": list(chosen.records), "withheld": list(chosen.withheld)}
    connection.execute(insert(renewal_scope).values(delivery_id=delivery_id, **values))


def load(connection: Connection, delivery_id: int) -> Chosen | None:
    """What a renewal is about; None for one of all that another version made."""
    c = renewal_scope.c
    row = connection.execute(select(c.records, c.withheld).where(c.delivery_id == delivery_id)).first()
    return None if row is None else Chosen(tuple(row.records), tuple(row.withheld))


def asked_for(connection: Connection, vendor: str) -> Collection[int]:
    """The renewals of a vendor that people asked for."""
    c = renewal_scope.c
    query = select(c.delivery_id).join(delivery, delivery.c.id == c.delivery_id).where(delivery.c.vendor == vendor)
    return set(connection.execute(query).scalars())
