"""commit: the outcomes of one delivery become the state of its vendor, in one transaction with the ledger.

An older delivery never overrides what a newer one brought.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection

from metadata.errors import PipelineError
from metadata.refine import Row, read_rows
from metadata.store import records
from metadata.store.deliveries import Delivery
from metadata.vendors import Vendor
from transforms.record import Issue, Outcome

OUTCOMES = tuple(Outcome)


class Result(NamedTuple):
    """What a commit did."""

    counts: dict[str, int]  # outcomes as committed, and what follows from them: absent, new, changed, stale
    live: int


def commit_rows(
    connection: Connection, delivery: Delivery, vendor: Vendor, made_with: str, parts: Iterable[Path]
) -> Result:
    """Apply the refined rows of a delivery; the caller owns the transaction. Raises PipelineError when counts differ."""
    counts: Counter[str] = Counter()
    seen: set[str] = set()
    held_back: list[dict[str, Any]] = []
    for rows in (batch for path in parts for batch in read_rows(path)):
        counts["read"] += len(rows)
        held_back += _quarantined(rows, vendor)
        current = _last_of_each(rows, seen, counts)
        _apply(connection, current, delivery, vendor, made_with, counts)
    records.put_quarantine(connection, delivery.id, held_back)
    if vendor.deletes_absent:
        kept = {row["vendor_id"] for row in held_back} | seen
        absent = {
            each: f"absent from {delivery.name}"
            for key, each in records.live_ids(connection, vendor.id).items()
            if key not in kept
        }
        records.withdraw(connection, absent)
        counts["absent"] = len(absent)
    if counts["read"] != sum(counts[outcome] for outcome in OUTCOMES):
        raise PipelineError(f"{delivery.name}: read {counts['read']} records, but their outcomes are {dict(counts)}")
    return Result({**counts}, records.live_count(connection, vendor.id))


def _quarantined(rows: list[Row], vendor: Vendor) -> list[dict[str, Any]]:
    return [
        {
            "position": row.position,
            "vendor": vendor.id,
            "vendor_id": row.vendor_id,
            "rule": row.rule,
            "message": row.reason,
            "payload": row.raw,
        }
        for row in rows
        if row.outcome == Outcome.QUARANTINED
    ]


def _last_of_each(rows: list[Row], seen: set[str], counts: Counter[str]) -> list[Row]:
    """Count the outcomes; of an id that comes twice in a batch the last one counts, the other is filtered."""
    last = {row.vendor_id: row.position for row in rows if row.outcome != Outcome.QUARANTINED}
    current = []
    for row in rows:
        if row.outcome == Outcome.QUARANTINED:
            counts[row.outcome] += 1
            continue
        if last[row.vendor_id] != row.position:
            counts[Outcome.FILTERED] += 1
            counts["filtered:repeated-id"] += 1
            continue
        counts[row.outcome] += 1
        if row.outcome == Outcome.FILTERED:
            counts[f"filtered:{row.reason}"] += 1
        else:
            seen.add(row.vendor_id)
        current.append(row)
    return current


def _apply(
    connection: Connection,
    rows: list[Row],
    delivery: Delivery,
    vendor: Vendor,
    made_with: str,
    counts: Counter[str],
) -> None:
    """Write one batch: new records, changed ones, and what is withdrawn."""
    touched = [row for row in rows if row.outcome != Outcome.UNCHANGED]
    stored = records.by_vendor_id(connection, vendor.id, [row.vendor_id for row in touched])
    new, changed, withdrawn = [], [], {}
    for row in touched:
        old = stored.get(row.vendor_id)
        if old is not None and old.order_key > delivery.order_key:
            counts["stale"] += 1
            continue
        if row.outcome == Outcome.CANDIDATE:
            values = _values(row, delivery, vendor, made_with)
            if old is None:
                new.append(values)
            else:
                changed.append({"id": old.id, **values})
        elif old is not None and not old.deleted:
            withdrawn[old.id] = row.reason
    records.add(connection, new)
    counts["new"] += len(new)
    _change(connection, changed, counts)
    records.withdraw(connection, withdrawn)
    keyed = [row for row in touched if row.outcome == Outcome.CANDIDATE]
    ids = records.by_vendor_id(connection, vendor.id, [row.vendor_id for row in keyed])
    fresh = {ids[row.vendor_id].id: row.keys for row in keyed if bytes(ids[row.vendor_id].sha256) == row.sha256}
    records.put_keys(connection, fresh)


def _change(connection: Connection, values: list[dict[str, Any]], counts: Counter[str]) -> None:
    """Update records; one that came out as it was (a new mapping that changes nothing) is no change to publish."""
    before = records.packed(connection, [each["id"] for each in values])
    for each in values:
        each["changed"] = True
        counts["changed"] += before[each["id"]] != each["record"]
    records.change(connection, values)


def _values(row: Row, delivery: Delivery, vendor: Vendor, made_with: str) -> dict[str, Any]:
    return {
        "vendor": vendor.id,
        "vendor_id": row.vendor_id,
        "delivery_id": delivery.id,
        "position": row.position,
        "sha256": row.sha256,
        "made_with": made_with,
        "order_key": delivery.order_key,
        "deleted": False,
        "reason": "",
        "media": row.media,
        "collection": vendor.collection,
        "raw": row.raw,
        "record": row.record,
        "issues": [list(Issue(*each)) for each in row.issues],
        "changed": True,
    }
