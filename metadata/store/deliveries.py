"""Deliveries and their ledger. The ledger is append-only: the last entry of a delivery is its state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from metadata.errors import PipelineError
from metadata.store.tables import delivery, gate_check, gate_decision, ledger

OPEN = ("fetched", "refined")  # states from which the pipeline goes on by itself
STATES = (*OPEN, "held", "committed", "empty", "duplicate", "unreadable", "superseded", "rejected")


class Delivery(NamedTuple):
    """One file as a vendor gave it."""

    id: int
    vendor: str
    name: str
    order_key: str
    size: int
    mtime: str
    sha256: str
    path: str


class Entry(NamedTuple):
    """One line of the ledger."""

    id: int
    state: str
    at: str
    reason: str
    actor: str
    counts: dict[str, Any]


def add_delivery(connection: Connection, values: Mapping[str, Any]) -> int:
    """Register a delivery; returns its id."""
    done = connection.execute(insert(delivery).values(**values))
    return int((done.inserted_primary_key or (0,))[0])


def find(connection: Connection, vendor: str, **equal: Any) -> Delivery | None:
    """The first delivery of a vendor with these column values."""
    where = [delivery.c.vendor == vendor, *(delivery.c[key] == value for key, value in equal.items())]
    row = connection.execute(select(delivery).where(*where).order_by(delivery.c.id)).first()
    return Delivery(*row) if row else None


def load(connection: Connection, delivery_id: int) -> Delivery:
    """A delivery by its id. Raises PipelineError when there is none."""
    row = connection.execute(select(delivery).where(delivery.c.id == delivery_id)).first()
    if row is None:
        raise PipelineError(f"there is no delivery {delivery_id}")
    return Delivery(*row)


def note(
    connection: Connection,
    delivery_id: int,
    state: str,
    at: str,
    *,
    reason: str = "",
    actor: str = "",
    counts: Mapping[str, Any] | None = None,
) -> None:
    """Append to the ledger; nothing when the last entry already says the same (a stage that was run again)."""
    last = state_of(connection, delivery_id)
    if last and (last.state, last.reason, last.counts) == (state, reason, dict(counts or {})):
        return
    values = {"state": state, "at": at, "reason": reason, "actor": actor, "counts": dict(counts or {})}
    connection.execute(insert(ledger).values(delivery_id=delivery_id, **values))


def state_of(connection: Connection, delivery_id: int) -> Entry | None:
    """The last ledger entry of a delivery."""
    query = select(ledger).where(ledger.c.delivery_id == delivery_id).order_by(ledger.c.id.desc()).limit(1)
    row = connection.execute(query).first()
    return _entry(row) if row else None


def newest_entry(connection: Connection) -> int:
    """Id of the last ledger entry of all; 0 in an empty ledger."""
    return connection.execute(select(func.max(ledger.c.id))).scalar() or 0


def history(connection: Connection, delivery_id: int) -> list[Entry]:
    """All ledger entries of a delivery, oldest first."""
    query = select(ledger).where(ledger.c.delivery_id == delivery_id).order_by(ledger.c.id)
    return [_entry(row) for row in connection.execute(query)]


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.id, row.state, row.at, row.reason, row.actor, row.counts)


def with_state(
    connection: Connection, *, vendor: str = "", states: Sequence[str] = STATES
) -> list[tuple[Delivery, Entry]]:
    """Deliveries whose present state is one of `states`, in the order of vendor, their own order, and arrival."""
    last = select(func.max(ledger.c.id)).group_by(ledger.c.delivery_id).scalar_subquery()
    query = (
        select(delivery, ledger)
        .join(ledger, ledger.c.delivery_id == delivery.c.id)
        .where(ledger.c.id.in_(last), ledger.c.state.in_(states))
        .order_by(delivery.c.vendor, delivery.c.order_key, delivery.c.id)
    )
    if vendor:
        query = query.where(delivery.c.vendor == vendor)
    return [(Delivery(*row[:8]), Entry(row[8], *row[10:])) for row in connection.execute(query)]


def pending(connection: Connection, vendor: str) -> list[int]:
    """Ids of the deliveries to be processed now, oldest first; a held one counts once a person approved it."""
    waiting = with_state(connection, vendor=vendor, states=(*OPEN, "unreadable", "held"))
    return [
        each.id for each, entry in waiting if entry.state != "held" or unused_approval(connection, each.id) is not None
    ]


def last_commit(connection: Connection, vendor: str) -> int:
    """Ledger id of the vendor's latest commit, 0 before the first: what a refined delivery was compared with."""
    query = (
        select(func.max(ledger.c.id))
        .join(delivery, delivery.c.id == ledger.c.delivery_id)
        .where(delivery.c.vendor == vendor, ledger.c.state == "committed")
    )
    return connection.execute(query).scalar() or 0


def newest_committed_order(connection: Connection, vendor: str) -> str:
    """The highest order key among the vendor's committed deliveries; "" before the first."""
    committed = with_state(connection, vendor=vendor, states=("committed",))
    return max((each.order_key for each, _ in committed), default="")


def decide_gate(connection: Connection, delivery_id: int, verdict: str, reason: str, actor: str, at: str) -> None:
    """Keep a person's word on a held delivery."""
    values = {"verdict": verdict, "reason": reason, "actor": actor, "at": at, "used": False}
    connection.execute(insert(gate_decision).values(delivery_id=delivery_id, **values))


def unused_approval(connection: Connection, delivery_id: int) -> Row[Any] | None:
    """An approval of this delivery that no commit has used yet."""
    wanted = and_(gate_decision.c.delivery_id == delivery_id, gate_decision.c.verdict == "approve")
    return connection.execute(select(gate_decision).where(wanted, gate_decision.c.used.is_(False))).first()


def use_approvals(connection: Connection, delivery_id: int) -> None:
    """An approval is valid once."""
    connection.execute(update(gate_decision).where(gate_decision.c.delivery_id == delivery_id).values(used=True))


def keep_checks(connection: Connection, delivery_id: int, checks: Sequence[Mapping[str, Any]]) -> None:
    """Store what the gate saw, in place of an earlier look at the same delivery."""
    connection.execute(gate_check.delete().where(gate_check.c.delivery_id == delivery_id))
    if checks:
        connection.execute(insert(gate_check), [{"delivery_id": delivery_id, **each} for each in checks])


def checks_of(connection: Connection, delivery_id: int) -> list[Row[Any]]:
    """What the gate saw of a delivery."""
    query = select(gate_check).where(gate_check.c.delivery_id == delivery_id).order_by(gate_check.c.key)
    return list(connection.execute(query))
