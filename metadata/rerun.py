"""rerun: take a stored delivery through refine, gate and commit again, for real or dry.

A dry run is the same work in a folder of its own, and the same commit rolled back: its counts cannot differ
from those of a real one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection

from metadata import gate as gating
from metadata import pipeline
from metadata.commit import Basis, commit_rows
from metadata.errors import ConfigError
from metadata.home import Home
from metadata.payload import RefusedFileError
from metadata.references import house_of
from metadata.refine_file import refine_file
from metadata.rows import Row, read_rows, rows_of
from metadata.rule_counts import plain
from metadata.store import deliveries, records
from metadata.vendors import Vendor
from transforms.record import Outcome, Record

NEWEST = "newest"
SHOWN = 20  # examples of each kind


def find_delivery(home: Home, vendor_id: str, name: str = NEWEST) -> int:
    """The id of a vendor's delivery by its name, or of the newest in the vendor's own order.

    Of a name that came with several contents it is the last. Raises ConfigError when there is none.
    """
    with home.store.read() as connection:
        known = deliveries.with_state(connection, vendor=vendor_id)
    found = [each.id for each, _ in known if each.name == name and each.path]
    if name == NEWEST:
        found = [each.id for each, entry in known if entry.state not in deliveries.WITHOUT_CONTENT]
    if not found:
        names = ", ".join(each.name for each, _ in known[-SHOWN:]) or "none yet"
        raise ConfigError(f"{vendor_id} has no delivery {name!r}; its latest are: {names}")
    return found[-1]


def rerun(home: Home, delivery_id: int, dry_run: bool = True, reason: str = "", actor: str = "") -> dict[str, Any]:
    """Run a stored delivery again; returns plain values: vendor, delivery, its state and why, and its counts.

    A dry run writes nothing: it returns `would_be` in place of `state`, and examples of what would change.
    A real one needs a reason, which goes into the ledger. Raises ConfigError, also for an empty delivery.
    """
    with home.store.read() as connection:
        delivery = deliveries.load(connection, delivery_id)
    if not delivery.path:
        raise ConfigError(f"{delivery.name} of {delivery.vendor} has no content of its own: nothing to run again")
    if not delivery.size:
        raise ConfigError(f"{delivery.name} of {delivery.vendor} is empty: there is nothing to run again")
    if not dry_run and not reason.strip():
        raise ConfigError("a rerun that is not dry needs a reason: it is kept in the ledger")
    done = _dry(home, delivery) if dry_run else _real(home, delivery, reason.strip(), actor)
    return {"vendor": delivery.vendor, "delivery": delivery.name, "dry_run": dry_run, **done}


def _real(home: Home, delivery: deliveries.Delivery, reason: str, actor: str) -> dict[str, Any]:
    """Back to the start of the ledger's way, so that the next night goes on where a crash left it."""
    with home.store.write() as connection:
        deliveries.note(connection, delivery.id, "fetched", home.clock(), reason=f"rerun: {reason}", actor=actor)
    pipeline.process(home, delivery.id)
    with home.store.read() as connection:
        entry = deliveries.history(connection, delivery.id)[-1]
    return {"state": entry.state, "reason": entry.reason, "counts": entry.counts}


def _dry(home: Home, delivery: deliveries.Delivery) -> dict[str, Any]:
    vendor = home.vendor(delivery.vendor)
    home.settings.work.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="dry-", dir=home.settings.work) as folder:
        work = Path(folder)
        try:
            facts = refine_file(home, delivery, work)
        except RefusedFileError as refused:
            return {"would_be": "unreadable", "reason": str(refused), "counts": {}}
        parts = sorted(work.glob("*.rows"))
        with home.store.write() as connection:
            try:
                return _consequences(home, connection, (delivery, vendor, facts["sender"]), facts["counts"], parts)
            finally:
                connection.rollback()


def _consequences(
    home: Home,
    connection: Connection,
    what: tuple[deliveries.Delivery, Vendor, str],
    counts: dict[str, int],
    parts: Sequence[Path],
) -> dict[str, Any]:
    """What a commit would do; the caller rolls it back."""
    delivery, vendor, sender = what
    version, before = home.made_with(vendor.id), records.live_ids(connection, vendor.id)
    arrived = gating.Arrived(delivery, vendor, version, counts, sender, rows_of(parts))
    seen = gating.weigh(connection, arrived, home.clock())
    would_be, reason = _verdict(home, connection, arrived, seen)
    changed = _changed(connection, delivery, parts)
    basis = Basis(version, house_of(vendor.id, home.references, home.today)[0].rules, home.clock())
    result = commit_rows(connection, delivery, vendor, basis, parts)
    after = records.live_ids(connection, vendor.id)
    return {
        "would_be": would_be,
        "reason": reason,
        "counts": {**plain(seen.counts), **plain(result.counts), "live": result.live},
        "examples": {
            "new": sorted(after.keys() - before.keys())[:SHOWN],
            "changed": changed,
            "withdrawn": sorted(before.keys() - after.keys())[:SHOWN],
        },
    }


def _verdict(home: Home, connection: Connection, arrived: gating.Arrived, seen: gating.Weighed) -> tuple[str, str]:
    """The state that the delivery would end in, and why."""
    delivery, vendor = arrived.delivery, arrived.vendor
    if vendor.delivery == "full" and delivery.order_key < deliveries.newest_committed_order(connection, vendor.id):
        return "superseded", "a newer full delivery is committed"
    tripped = gating.load_gate_texts(home.settings.schemas).told(seen.tripped)
    if tripped and not gating.is_approved(connection, delivery.id, seen.tripped):
        return "held", tripped
    if waits := pipeline.waits_for(connection, delivery, vendor, arrived.counts):
        return "fetched", waits
    return "committed", tripped and f"approved: {tripped}"


def _changed(connection: Connection, delivery: deliveries.Delivery, parts: Sequence[Path]) -> list[dict[str, Any]]:
    """The first live records that would come out differently, with the tags that differ."""
    found: list[dict[str, Any]] = []
    for rows in (batch for path in parts for batch in read_rows(path)):
        made = {row.vendor_id: row for row in rows if row.outcome == Outcome.CANDIDATE}
        stored = records.by_vendor_id(connection, delivery.vendor, list(made))
        current = {each.id: key for key, each in stored.items() if _is_open(each, delivery)}
        for number, text in records.packed(connection, list(current)).items():
            if tags := _tags(text, made[current[number]]):
                found.append({"id": current[number], "tags": tags})
        if len(found) >= SHOWN:
            break
    return found[:SHOWN]


def _is_open(stored: Any, delivery: deliveries.Delivery) -> bool:
    """True if this delivery may change the record: it is live, and nothing newer brought it."""
    return not stored.deleted and stored.order_key <= delivery.order_key


def _tags(before: str, row: Row) -> list[str]:
    old, new = Record.unpack(before), Record.unpack(row.record)
    leader = ["LDR"] if old.leader != new.leader else []
    return leader + sorted({field.tag for field in set(old.fields) ^ set(new.fields)})
