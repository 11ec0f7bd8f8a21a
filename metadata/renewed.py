"""commit of a renewal: what was made anew takes its place in the store, in one transaction with the ledger.

A record that is withheld now stays as it is published; one that is not wanted any more goes; what waited for a day or
in quarantine comes where it may.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zstandard
from sqlalchemy import Connection, select

from metadata.commit import OUTCOMES, Basis, Result, follow, made, result_of, waiting, withheld
from metadata.renewal import KIND
from metadata.review.asking import Judged, sync_records
from metadata.rows import Row, read_rows
from metadata.store import choices, deliveries, quality, quarantine, records
from metadata.store.tables import source_record
from metadata.vendors import Vendor
from transforms.record import Outcome


def commit_renewal(
    connection: Connection, delivery: deliveries.Delivery, vendor: Vendor, basis: Basis, parts: Iterable[Path]
) -> Result:
    """Apply the rows of a renewal in the caller's transaction. Raises PipelineError when counts differ."""
    quality.put_rule_set(connection, basis.rules.version, list(basis.rules.rules))
    work = _Commit(connection, delivery, vendor, basis)
    for rows in (batch for path in parts for batch in read_rows(path)):
        work.take(rows)
    quarantine.put(connection, delivery.id, work.held_back)
    return result_of(connection, delivery, work.counts)


@dataclass(frozen=True, slots=True)
class _Commit:
    """A renewal on its way into the store."""

    connection: Connection
    delivery: deliveries.Delivery
    vendor: Vendor
    basis: Basis
    counts: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(OUTCOMES, 0)))
    held_back: list[dict[str, Any]] = field(default_factory=list)

    def take(self, rows: Sequence[Row]) -> None:
        """Count one batch and write it."""
        self.counts["read"] += len(rows)
        for row in rows:
            self.counts[row.outcome] += 1
            if row.outcome == Outcome.FILTERED:
                self.counts[f"filtered:{row.reason}"] += 1
        self._renew({row.source: row for row in rows if row.source > 0})
        self._retry({-row.source: row for row in rows if row.source < 0})

    def _renew(self, rows: Mapping[int, Row]) -> None:
        """Stored records made anew: a withheld one stays as it is, one that is not wanted any more goes."""
        kept = {each: row for each, row in rows.items() if row.outcome == Outcome.CANDIDATE}
        self._write(kept)
        refused = {each: row for each, row in rows.items() if row.outcome == Outcome.QUARANTINED}
        self._close_same(refused.values())
        self.held_back.extend(withheld(row, self.vendor.id, self.basis) for row in refused.values())
        gone = {each: row for each, row in rows.items() if each not in kept and each not in refused}
        stood = records.summaries(self.connection, [*refused, *gone])
        self._judged(refused)
        waited = [{"id": each, "reason": records.HELD_BACK} for each in refused if stood[each].deleted]
        records.change(self.connection, waited)
        still = {each for each, row in gone.items() if row.waits and stood[each].deleted}
        reasons = {each: f"{'' if each in still else records.UNSELECTED}{row.reason}" for each, row in gone.items()}
        live = {each: reason for each, reason in reasons.items() if not stood[each].deleted}
        records.withdraw(self.connection, live, self.delivery.order_key)
        self._judged(gone)
        records.change(self.connection, [{"id": each, "reason": reason} for each, reason in reasons.items()])
        labels = {each: f"{self.vendor.id}:{row.vendor_id}" for each, row in gone.items()}
        judged = [Judged(each, label, ()) for each, label in labels.items()]
        sync_records(self.connection, judged, self.basis.rules, self.basis.now)

    def _judged(self, rows: Mapping[int, Row]) -> None:
        """By which version these were judged, and until when."""
        made_with = self.basis.made_with
        values = [{"id": each, "made_with": made_with, "turns_on": row.turns_on or None} for each, row in rows.items()]
        records.change(self.connection, values)

    def _close_same(self, rows: Iterable[Row]) -> None:
        """Close what waits of stored records that are withheld now, and is of the very content that is stored."""
        stored = {row.vendor_id: zstandard.decompress(row.raw) for row in rows if row.vendor_id}
        numbers = [each.id for each in self._waiting() if each.vendor_id in stored] if stored else []
        found = quarantine.find(self.connection, numbers)
        past = [
            each.id
            for each in found
            if each.kind == KIND or zstandard.decompress(each.payload) == stored[each.vendor_id]
        ]
        quarantine.close(self.connection, past, "superseded")

    def _waiting(self) -> list[quarantine.Waiting]:
        return quarantine.waiting(self.connection, self.vendor.id)

    def _write(self, rows: Mapping[int, Row], **more: Any) -> None:
        """New content; only what came out differently is matched and published again."""
        before = records.summaries(self.connection, list(rows))
        envelopes = quality.envelope_ids(self.connection, {row.envelope for row in rows.values()})
        same = {"collection": self.vendor.collection, "deleted": False, "reason": ""}
        plain: list[dict[str, Any]] = []
        altered: list[dict[str, Any]] = []
        for each, row in rows.items():
            values = {"id": each, **made(row, self.basis), **same, "envelope_id": envelopes.get(row.envelope), **more}
            old = before[each]
            is_same = (old.record, old.media, old.collection) == (row.record, row.media, self.vendor.collection)
            (plain if is_same and not old.deleted else altered).append(values)
        self.counts["changed"] += len(altered)
        records.change(self.connection, plain)
        records.change(self.connection, [{**each, "changed": True} for each in altered])
        follow(self.connection, self.vendor.id, self.basis, rows)

    def _retry(self, rows: Mapping[int, Row]) -> None:
        """Quarantined payloads tried again, the older before the newer; what was closed meanwhile stays so."""
        for kept in sorted(quarantine.find(self.connection, list(rows)), key=_place):
            row = rows[kept.id]
            if kept.state != quarantine.OPEN:
                self.counts["stale"] += 1
                continue
            if row.outcome == Outcome.QUARANTINED:
                said = {"rule": row.rule, "message": row.reason, "made_with": self.basis.made_with}
                turns = row.turns_on or None
                quarantine.change(self.connection, kept.id, vendor_id=row.vendor_id, turns_on=turns, **said)
                continue
            state = self._cure(kept, row)
            quarantine.change(self.connection, kept.id, state=state, made_with=self.basis.made_with)
            self.counts[state] += 1

    def _cure(self, kept: Any, row: Row) -> str:
        """Put the record where its delivery would have put it, if nothing newer is there; returns its state then."""
        stored = records.by_vendor_id(self.connection, self.vendor.id, [row.vendor_id]).get(row.vendor_id)
        if self._is_past(kept, stored, row):
            self.counts["stale"] += 1
            return "superseded"
        origin = {"delivery_id": kept.delivery_id, "position": kept.position, "order_key": kept.order_key}
        if kept.kind == KIND:  # it tells of the record that is stored: whose that is does not change
            origin = {name: getattr(stored, name) for name in origin}
        if row.outcome == Outcome.CANDIDATE:
            content = {"sha256": row.sha256, "raw": row.raw}
            if stored is None:
                stored = self._insert(row, {**origin, **content})
            self._write({stored.id: row}, **origin, **content)
        elif row.waits:
            self._keep_waiting(stored, row, origin)
        elif stored is not None and records.may_live(stored):
            records.withdraw(self.connection, {stored.id: row.reason or "it is a delete"}, origin["order_key"])
        past = [each.id for each in self._waiting() if each.vendor_id == row.vendor_id and each.place < _place(kept)]
        quarantine.close(self.connection, [each for each in past if each != kept.id], "superseded")
        said = choices.listed(self.connection, kinds=("release",), subjects=[f"{self.vendor.id}:{row.vendor_id}"])
        return "released" if any(each.value.get("quarantine") == kept.id for each in said) else "cured"

    def _is_past(self, kept: Any, stored: Any, row: Row) -> bool:
        """True if the store has something newer, or, where a renewal withheld it, something else than that."""
        if kept.kind == KIND:
            if stored is None or (stored.deleted and stored.reason != records.HELD_BACK):
                return True
            return self._raw(stored.id) != zstandard.decompress(kept.payload)
        if stored is None or stored.order_key != kept.order_key or stored.delivery_id != kept.delivery_id:
            return stored is not None and stored.order_key > kept.order_key
        return bool(stored.position > kept.position)

    def _raw(self, source_id: int) -> bytes:
        query = select(source_record.c.raw).where(source_record.c.id == source_id)
        return zstandard.decompress(self.connection.execute(query).scalar_one())

    def _insert(self, row: Row, values: Mapping[str, Any]) -> Any:
        """A record that the store did not have."""
        own = {"vendor": self.vendor.id, "vendor_id": row.vendor_id, "collection": self.vendor.collection}
        records.add(self.connection, [{**own, **values, **made(row, self.basis), "deleted": True, "changed": True}])
        self.counts["new"] += 1
        return records.by_vendor_id(self.connection, self.vendor.id, [row.vendor_id])[row.vendor_id]

    def _keep_waiting(self, stored: Any, row: Row, origin: Mapping[str, Any]) -> None:
        """A record that is filtered up to a day, in place of what is stored of it."""
        values = {**origin, **waiting(row, self.basis, quality.envelope_ids(self.connection, {row.envelope}))}
        if stored is None:
            own = {"vendor": self.vendor.id, "vendor_id": row.vendor_id, "collection": self.vendor.collection}
            records.add(self.connection, [{**own, **made(row, self.basis), **values, "changed": False}])
            return
        if not stored.deleted:
            records.withdraw(self.connection, {stored.id: row.reason}, origin["order_key"])
        records.change(self.connection, [{"id": stored.id, **values}])


def _place(kept: Any) -> tuple[str, int, int]:
    """Where a quarantined record stands in what the vendor has said."""
    names = quarantine.Waiting._fields
    return quarantine.Waiting(*(getattr(kept, name) for name in names)).place
