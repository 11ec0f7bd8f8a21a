"""Quarantined records in the store: the payload, the rule, the message and the position, and what became of each.

open → cured: a later version of rules or mapping made a record of it · released: a person let it through ·
superseded: the vendor said something newer of the record. Nothing is ever deleted but by a rerun of the same delivery.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from metadata.store.quality import envelope_ids
from metadata.store.tables import delivery, ledger, quarantine

OPEN = "open"
STATES = (OPEN, "cured", "released", "superseded")
_BATCH = 500  # values in one IN list
_SHOWN = ("id", "delivery_id", "position", "vendor", "vendor_id", "rule", "message", "made_with", "state")


class Waiting(NamedTuple):
    """An open record, and where it stands in what the vendor has said."""

    id: int
    vendor_id: str  # "" where it has none
    order_key: str  # of its delivery
    delivery_id: int
    position: int
    kind: str  # of its delivery: a renewal's tells of the record that is stored, and is no version of its own
    rule: str

    @property
    def place(self) -> tuple[str, int, int]:
        """What compares as the vendor's own order; a renewal comes before the deliveries of its order key."""
        return (self.order_key, self.delivery_id, self.position) if self.kind == "file" else (self.order_key, 0, 0)


def put(connection: Connection, delivery_id: int, values: Sequence[Mapping[str, Any]]) -> None:
    """The quarantined records of a delivery, in place of those of an earlier run over it."""
    connection.execute(delete(quarantine).where(quarantine.c.delivery_id == delivery_id))
    envelopes = envelope_ids(connection, {each["envelope"] for each in values})
    rows = [{"delivery_id": delivery_id, **_row(each, envelopes)} for each in values]
    if rows:
        connection.execute(insert(quarantine), rows)


def _row(values: Mapping[str, Any], envelopes: Mapping[str, int]) -> dict[str, Any]:
    text = values["envelope"]
    return {**{key: each for key, each in values.items() if key != "envelope"}, "envelope_id": envelopes.get(text)}


def listed(
    connection: Connection,
    *,
    vendor: str = "",
    states: Iterable[str] = STATES,
    rule: str = "",
    delivery_id: int | None = None,
    vendor_id: str = "",
    most: int | None = None,
    after: int = 0,
) -> list[Row[Any]]:
    """Quarantined records with the name of their delivery, without their payload, in the order in which they came.

    At most so many, without the first ones; what is "" or None does not matter.
    """
    c = quarantine.c
    query = select(*(c[name] for name in _SHOWN), delivery.c.name).join(delivery, delivery.c.id == c.delivery_id)
    query = query.where(c.state.in_(tuple(states))).order_by(c.id).limit(most).offset(after or None)
    wanted = ((c.vendor, vendor), (c.rule, rule), (c.delivery_id, delivery_id), (c.vendor_id, vendor_id))
    query = query.where(*(column == value for column, value in wanted if value))
    return list(connection.execute(query))


def counted_by_rule(connection: Connection, *, delivery_id: int) -> dict[str, int]:
    """How many of a delivery each rule withheld, whatever became of them."""
    c = quarantine.c
    query = select(c.rule, func.count()).where(c.delivery_id == delivery_id).group_by(c.rule)
    return {row[0]: row[1] for row in connection.execute(query)}


def open_by_rule(connection: Connection) -> dict[tuple[str, str], int]:
    """How many are open: (vendor, rule) → records, in their order."""
    c = quarantine.c
    query = select(c.vendor, c.rule, func.count()).where(c.state == OPEN).group_by(c.vendor, c.rule)
    return {(row[0], row[1]): row[2] for row in connection.execute(query.order_by(c.vendor, c.rule))}


def find(connection: Connection, ids: Sequence[int]) -> list[Row[Any]]:
    """These quarantined records whole, with what is known of their delivery."""
    c, d = quarantine.c, delivery.c
    query = select(quarantine, d.name, d.path, d.order_key, d.kind).join(delivery, d.id == c.delivery_id)
    return [row for batch in _batches(ids) for row in connection.execute(query.where(c.id.in_(batch)).order_by(c.id))]


def counted(connection: Connection) -> dict[str, int]:
    """How many there are in each state."""
    query = select(quarantine.c.state, func.count()).group_by(quarantine.c.state)
    found: dict[str, int] = {row[0]: row[1] for row in connection.execute(query)}
    return {state: found[state] for state in STATES if state in found}


def open_since(connection: Connection) -> dict[str, tuple[int, str]]:
    """How many records of each vendor are open, and since when the oldest of them: its delivery's first commit."""
    c = quarantine.c
    query = select(c.vendor, func.count(), func.min(c.delivery_id)).where(c.state == OPEN).group_by(c.vendor)
    rows = list(connection.execute(query.order_by(c.vendor)))
    oldest = select(ledger.c.delivery_id, func.min(ledger.c.at)).where(
        ledger.c.delivery_id.in_([row[2] for row in rows]), ledger.c.state == "committed"
    )
    since = {row[0]: row[1] for row in connection.execute(oldest.group_by(ledger.c.delivery_id))}
    return {row[0]: (row[1], since.get(row[2], "")) for row in rows}


def open_by_vendor(connection: Connection) -> dict[str, int]:
    """How many records of each vendor wait in quarantine."""
    c = quarantine.c
    query = select(c.vendor, func.count()).where(c.state == OPEN).group_by(c.vendor)
    return {row[0]: row[1] for row in connection.execute(query)}


def waiting(connection: Connection, vendor: str) -> list[Waiting]:
    """Everything of a vendor that is open, in the order in which it was put."""
    c = quarantine.c
    query = (
        select(c.id, c.vendor_id, delivery.c.order_key, c.delivery_id, c.position, delivery.c.kind, c.rule)
        .join(delivery, delivery.c.id == c.delivery_id)
        .where(c.vendor == vendor, c.state == OPEN)
        .order_by(c.id)
    )
    return [Waiting(*row) for row in connection.execute(query)]


def repeated(connection: Connection, vendor: str, delivery_id: int) -> list[int]:
    """Open ones without an id whose very bytes this delivery brought again."""
    c = quarantine.c
    query = select(c.id, c.delivery_id, c.payload).where(c.vendor == vendor, c.state == OPEN, c.vendor_id == "")
    own, others = set(), []
    for row in connection.execute(query.order_by(c.id)):
        if row.delivery_id == delivery_id:
            own.add(bytes(row.payload))
        else:
            others.append((row.id, bytes(row.payload)))
    return [number for number, payload in others if payload in own]


def close(connection: Connection, ids: Sequence[int], state: str) -> None:
    """What is open of these is no question any more."""
    c = quarantine.c
    for batch in _batches(ids):
        connection.execute(update(quarantine).where(c.id.in_(batch), c.state == OPEN).values(state=state))


def change(connection: Connection, row_id: int, **values: Any) -> None:
    """Write what became of one."""
    connection.execute(update(quarantine).where(quarantine.c.id == row_id).values(**values))


def outdated(connection: Connection, vendor: str, made_with: str, never: Iterable[str]) -> list[int]:
    """Open ones that were withheld by another version and may be cured by this one; `never` as in `curable`."""
    return list(connection.execute(curable(vendor, never).where(quarantine.c.made_with != made_with)).scalars())


def due(connection: Connection, vendor: str, today: str, never: Iterable[str]) -> list[int]:
    """Open ones whose outcome may be another since a day (yyyy-mm-dd) or earlier; `never` as in `curable`."""
    return list(connection.execute(curable(vendor, never).where(quarantine.c.turns_on <= today)).scalars())


def curable(vendor: str, never: Iterable[str]) -> Select[Any]:
    """Asks for the ids of open ones that may be cured, ascending.

    `never`: rules about more than one record, which only a person overrules: then `made_with` is "".
    """
    c = quarantine.c
    waits = (c.made_with == "") | c.rule.not_in(tuple(never))
    return select(c.id).where(c.vendor == vendor, c.state == OPEN, waits).order_by(c.id)


def _batches(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
