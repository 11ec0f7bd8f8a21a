"""Deliveries and their ledger. The ledger is append-only: the last entry of a delivery is its state.

    seen → fetched → refined → held → committed

The fetch room tells `look`, and what arrives (metadata/store/incoming.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, insert, select, update

from metadata.errors import PipelineError
from metadata.store.tables import delivery, gate_check, gate_decision, ledger
from metadata.store.tables import look as looks

UNKNOWN = -1  # bytes: the source does not say
OPEN = ("fetched", "refined")  # states from which the pipeline goes on by itself
UNDECIDED = (*OPEN, "held", "unreadable")  # states in which something may still come of it
WITHOUT_CONTENT = ("seen", "vanished", "ignored", "empty", "duplicate")  # nothing of its own to refine
SETTLED = ("committed", "superseded", "rejected", "duplicate", "ignored", "empty")  # nothing follows by itself
STATES = (*OPEN, "held", "committed", "unreadable", "superseded", "rejected", *WITHOUT_CONTENT)


class Delivery(NamedTuple):
    """One file as a vendor gave it, or only showed it: then it has no SHA-256 and no path."""

    id: int
    vendor: str
    name: str
    order_key: str
    size: int
    mtime: str
    sha256: str
    path: str
    mark: str = ""
    kind: str = "file"  # or renewal: what was stored, made anew


class Entry(NamedTuple):
    """One line of the ledger."""

    id: int
    state: str
    at: str
    reason: str
    actor: str
    counts: dict[str, Any]


class Listed(NamedTuple):
    """A file as the vendor's source shows it; its name is the only one of its kind there."""

    name: str
    order_key: str
    size: int  # bytes; UNKNOWN where the source does not say
    mtime: str  # ISO 8601 in UTC; "" where it does not say
    mark: str = ""  # ETag or the like: the same mark means the same content

    def is_same_as(self, other: Delivery) -> bool:
        """True if nothing shows that the content differs; without mark and time only reading it can tell."""
        if self.mark and other.mark:
            return self.mark == other.mark
        return bool(self.mtime) and self.mtime == other.mtime and self.size in (UNKNOWN, other.size)


class Content(NamedTuple):
    """A fetched file as it is kept."""

    sha256: str
    size: int  # bytes
    path: str  # inside the data folder


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
    query = (
        select(*delivery.c, *ledger.c)
        .join(ledger, ledger.c.delivery_id == delivery.c.id)
        .where(_is_last(vendor, states), ledger.c.state.in_(states))
        .order_by(delivery.c.vendor, delivery.c.order_key, delivery.c.id)
    )
    width = len(delivery.c)
    found = (tuple(row) for row in connection.execute(query))
    return [(Delivery(*row[:width]), Entry(row[width], *row[width + 2 :])) for row in found]


def _is_last(vendor: str, states: Sequence[str]) -> ColumnElement[bool]:
    """True of the last ledger entry of each delivery, of one vendor or all.

    Of all vendors few deliveries are in a state that waits: those are looked for by their state.
    """
    if not vendor and states is not STATES:
        later = ledger.alias()
        return ~exists().where(later.c.delivery_id == ledger.c.delivery_id, later.c.id > ledger.c.id)
    last: Select[Any] = select(func.max(ledger.c.id)).group_by(ledger.c.delivery_id)
    if vendor:
        last = last.join(delivery, delivery.c.id == ledger.c.delivery_id).where(delivery.c.vendor == vendor)
    return ledger.c.id.in_(last.scalar_subquery())


def known(connection: Connection, vendor: str) -> dict[str, list[tuple[Delivery, str]]]:
    """All that the vendor ever showed: name → its deliveries and their states. One query, however many there are."""
    found: dict[str, list[tuple[Delivery, str]]] = defaultdict(list)
    for each, entry in with_state(connection, vendor=vendor):
        found[each.name].append((each, entry.state))
    return dict(found)


def look(connection: Connection, vendor: str, at: str, *, upto: str | None = None, error: str = "") -> None:
    """Write down that the vendor's source was looked at.

    `upto`: all that the source held by then has come, by default all up to this look, "" for nothing yet;
    `error`: why it has not.
    """
    values = {"at": at, "error": error} if error else {"at": at, "error": "", "upto": at if upto is None else upto}
    done = connection.execute(update(looks).where(looks.c.vendor == vendor).values(**values))
    if not done.rowcount:
        connection.execute(insert(looks).values(**{"vendor": vendor, "upto": "", **values}))


def last_look(connection: Connection, vendor: str) -> str:
    """Up to when the vendor's source has been brought: `upto` of the last good look; "" before the first."""
    return connection.execute(select(looks.c.upto).where(looks.c.vendor == vendor)).scalar() or ""


def all_looks(connection: Connection) -> dict[str, Row[Any]]:
    """The last look at each vendor's source."""
    return {row.vendor: row for row in connection.execute(select(looks).order_by(looks.c.vendor))}


def pending(connection: Connection, vendor: str) -> list[int]:
    """Ids of the deliveries to be processed now, oldest first; a held one counts once a person approved it."""
    waiting = with_state(connection, vendor=vendor, states=UNDECIDED)
    return [
        each.id for each, entry in waiting if entry.state != "held" or unused_approval(connection, each.id) is not None
    ]


def last_commit(connection: Connection, vendor: str) -> int:
    """Ledger id of the vendor's latest commit, 0 before the first: what a refined delivery was compared with."""
    return connection.execute(_commits(vendor, func.max(ledger.c.id))).scalar() or 0


def newest_committed_order(connection: Connection, vendor: str) -> str:
    """The highest order key among deliveries that were ever committed, rerun and held since or not; "" if none."""
    return connection.execute(_commits(vendor, func.max(delivery.c.order_key))).scalar() or ""


def _commits(vendor: str, wanted: Any) -> Select[Any]:
    return (
        select(wanted)
        .select_from(ledger.join(delivery, delivery.c.id == ledger.c.delivery_id))
        .where(delivery.c.vendor == vendor, ledger.c.state == "committed")
    )


def decide_gate(
    connection: Connection, delivery_id: int, verdict: str, reason: str, actor: str, at: str, gates: Sequence[str] = ()
) -> None:
    """Keep a person's word on a held delivery; `gates`: the checks that it is about, without any all."""
    values = {"verdict": verdict, "reason": reason, "actor": actor, "at": at, "used": False, "gates": list(gates)}
    connection.execute(insert(gate_decision).values(delivery_id=delivery_id, **values))


def unused_approval(connection: Connection, delivery_id: int) -> Row[Any] | None:
    """The last word on this delivery that no commit has used yet, if it is an approval: a later word replaces it."""
    wanted = and_(gate_decision.c.delivery_id == delivery_id, gate_decision.c.used.is_(False))
    last = connection.execute(select(gate_decision).where(wanted).order_by(gate_decision.c.id.desc())).first()
    return last if last is not None and last.verdict == "approve" else None


def approved(connection: Connection) -> set[int]:
    """The deliveries whose last word that no commit has used yet is an approval."""
    c = gate_decision.c
    query = select(c.delivery_id, c.verdict).where(c.used.is_(False)).order_by(c.id)
    last = {row.delivery_id: row.verdict for row in connection.execute(query)}
    return {each for each, verdict in last.items() if verdict == "approve"}


def use_approvals(connection: Connection, delivery_id: int) -> bool:
    """A word is valid once, and so is all that was said before it; returns whether the last one was an approval."""
    was_approved = unused_approval(connection, delivery_id) is not None
    connection.execute(update(gate_decision).where(gate_decision.c.delivery_id == delivery_id).values(used=True))
    return was_approved


def keep_checks(connection: Connection, delivery_id: int, checks: Sequence[Mapping[str, Any]]) -> None:
    """Store what the gate saw, in place of an earlier look at the same delivery."""
    connection.execute(gate_check.delete().where(gate_check.c.delivery_id == delivery_id))
    if checks:
        connection.execute(insert(gate_check), [{"delivery_id": delivery_id, **each} for each in checks])


def tripped(connection: Connection, ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """What held each of these deliveries."""
    c, found = gate_check.c, defaultdict(list)
    query = select(gate_check).where(c.delivery_id.in_(ids), c.verdict == "hold").order_by(c.delivery_id, c.key)
    for row in connection.execute(query):
        found[row.delivery_id].append(row)
    return dict(found)


def checks_of(connection: Connection, delivery_id: int) -> list[Row[Any]]:
    """What the gate saw of a delivery."""
    query = select(gate_check).where(gate_check.c.delivery_id == delivery_id).order_by(gate_check.c.key)
    return list(connection.execute(query))
