"""What an ONIX delivery says in relation to what is stored: updates in parts, and products under a new reference."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import zstandard
from sqlalchemy import select

from metadata.rows import Row, count, read_rows, row_of, rows_of, write_rows
from metadata.store.store import Store
from metadata.store.tables import match_key, source_record
from transforms.crosswalks.onix.gate import PARTIAL
from transforms.formats.frame import Envelope, Unreadable
from transforms.formats.onix import alone, merged, portable
from transforms.record import Issue, Level, Outcome
from transforms.refine import House, refine

Part = tuple[Path, Envelope]  # the rows of a range, and the envelope of its message


def complete_partials(parts: Sequence[Part], house: House, store: Store) -> tuple[Counter[str], Counter[str]]:
    """Put every partial update onto its product as this delivery or the store has it, in the order of the delivery.

    The rows are written again; returns the counts of the rows that are no more and of those in their place. A partial
    update of an unknown product stays quarantined. What is kept of a merged product is the whole product.
    """
    work = _Updates(
        house, store, frozenset(row.vendor_id for row in rows_of(path for path, _ in parts) if _is_open(row))
    )
    for path, envelope in parts:
        fresh = path.with_suffix(".complete")
        with fresh.open("wb") as out:
            for rows in read_rows(path):
                write_rows(out, work.completed(rows, envelope))
        fresh.replace(path)
    return work.gone, work.came


def _is_open(row: Row) -> bool:
    """True for a partial update that has not found its product."""
    return row.outcome == Outcome.QUARANTINED and row.reason == PARTIAL.reason


@dataclass(frozen=True, slots=True)
class _Updates:
    """The products that are updated in parts, as the delivery has them up to where it is read."""

    house: House
    store: Store
    wanted: frozenset[str]
    latest: dict[str, tuple[Row, bytes]] = field(default_factory=dict)  # by vendor id; the product, b"" for none
    gone: Counter[str] = field(default_factory=Counter)
    came: Counter[str] = field(default_factory=Counter)

    def completed(self, rows: list[Row], envelope: Envelope) -> list[Row]:
        """One batch with its partial updates completed."""
        stored = self._stored([row.vendor_id for row in rows if _is_open(row) and row.vendor_id not in self.latest])
        return [self._seen(row, envelope, stored) if row.vendor_id in self.wanted else row for row in rows]

    def _seen(self, row: Row, envelope: Envelope, stored: dict[str, bytes]) -> Row:
        before, base = self.latest.get(row.vendor_id, (None, stored.get(row.vendor_id, b"")))
        if row.outcome == Outcome.UNCHANGED:
            self.latest.pop(row.vendor_id, None)  # the store has it
            return row
        if not _is_open(row):
            raw = zstandard.decompress(row.raw) if row.raw else b""
            self.latest[row.vendor_id] = row, portable(raw, envelope, self.house.tables.onix) if raw else b""
            return row
        if before is not None and before.outcome == Outcome.FILTERED:
            return self._instead(
                row, Row(row.position, before.outcome, row.vendor_id, row.sha256, reason=before.reason)
            )
        return self._merged(row, base, envelope) if base else row

    def _merged(self, row: Row, base: bytes, envelope: Envelope) -> Row:
        """The row of the whole product; its hash is that of the product, which no update in parts is."""
        whole = merged(base, zstandard.decompress(row.raw), envelope, self.house.tables.onix)
        if isinstance(whole, Unreadable):
            row.rule, row.reason = whole.rule, whole.reason
            return row
        done = refine(whole, alone(envelope), self.house)
        made = row_of(whole, row.position, hashlib.sha256(whole).digest(), done)
        self.latest[row.vendor_id] = made, whole
        return self._instead(row, made)

    def _instead(self, old: Row, new: Row) -> Row:
        count(self.gone, old)
        count(self.came, new)
        return new

    def _stored(self, ids: Sequence[str]) -> dict[str, bytes]:
        """The live products that the store has under these ids."""
        c = source_record.c
        live = (c.vendor == self.house.profile.vendor, c.deleted.is_(False))
        query = select(c.vendor_id, c.raw).where(*live, c.vendor_id.in_(ids))
        with self.store.read() as connection:
            return {row.vendor_id: zstandard.decompress(row.raw) for row in connection.execute(query)} if ids else {}


def note_changed_references(store: Store, vendor: str, rows: Sequence[Row]) -> None:
    """Add O20 to a new product whose ISBN the vendor has sent under another reference; the old one stays as it is."""
    wanted = {value for row in rows for kind, value in row.keys if kind == "isbn"}
    if not wanted:
        return
    c, key = source_record.c, match_key.c
    query = (
        select(key.value, c.vendor_id)
        .join(source_record, c.id == key.source_id)
        .where(key.kind == "isbn", key.value.in_(wanted), c.vendor == vendor, c.deleted.is_(False))
    )
    known: dict[str, set[str]] = {}
    with store.read() as connection:
        for value, vendor_id in connection.execute(query):
            known.setdefault(value, set()).add(vendor_id)
    for row in rows:
        holders = {each for kind, value in row.keys if kind == "isbn" for each in known.get(value, ())}
        if holders and row.vendor_id not in holders:
            told = ", ".join(sorted(holders))
            row.issues.append(Issue("O20", "reference-changed", Level.WARNING, "RecordReference", told, stage="set"))
