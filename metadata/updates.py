"""What an ONIX delivery says in relation to what is stored: updates in parts, and products under a new reference."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import zstandard
from msgspec.structs import replace
from sqlalchemy import select

from metadata.rows import Marking, Row, keep_first_day, read_rows, row_of, rows_of, write_rows
from metadata.store.store import Store
from metadata.store.tables import match_key, source_record
from metadata.tally import count
from transforms.crosswalks.onix.gate import PARTIAL
from transforms.formats.frame import Envelope, Unreadable
from transforms.formats.onix import alone, merged
from transforms.record import Issue, Level, Outcome
from transforms.refine import House, refine

Part = tuple[Path, Envelope]  # the rows of a range, and the envelope of its message


def complete_partials(
    parts: Sequence[Part], house: House, marking: Marking, store: Store
) -> tuple[Counter[str], Counter[str]]:
    """Put every partial update onto its product as this delivery or the store has it, in the order of the delivery.

    The rows are written again; returns the counts of the rows that are no more and of those in their place, and among
    these as `partials` the updates of products that this delivery does not bring. A partial update of an unknown
    product stays quarantined. What is kept of a merged product is the whole product.
    """
    work = _Updates(
        house, store, marking, Counter(row.vendor_id for row in rows_of(path for path, _ in parts) if _is_open(row))
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
    return row.outcome == Outcome.QUARANTINED and row.rule == PARTIAL.rule


class _Said(NamedTuple):
    """What the delivery last said of a product."""

    product: bytes  # zstd; b"" for one that was deleted, or filtered for good
    record: str = ""  # Record.pack() of it
    reason: str = ""  # why it was filtered for good


@dataclass(frozen=True, slots=True)
class _Updates:
    """The products that are updated in parts, as the delivery has them up to where it is read."""

    house: House
    store: Store
    marking: Marking
    coming: Counter[str]  # partial updates that are still to be read, by vendor id
    latest: dict[str, _Said] = field(default_factory=dict)  # of products with updates still to come
    gone: Counter[str] = field(default_factory=Counter)
    came: Counter[str] = field(default_factory=Counter)

    def completed(self, rows: list[Row], envelope: Envelope) -> list[Row]:
        """One batch with its partial updates completed."""
        stored = self._stored([row.vendor_id for row in rows if _is_open(row)])
        return [self._seen(row, envelope, stored) if row.vendor_id in self.coming else row for row in rows]

    def _seen(self, row: Row, envelope: Envelope, stored: dict[str, _Said]) -> Row:
        if _is_open(row):
            self.coming[row.vendor_id] -= 1
            return self._updated(row, envelope, stored)
        if row.outcome == Outcome.UNCHANGED:
            self.latest.pop(row.vendor_id, None)  # the store has it
        elif row.speaks or row.outcome == Outcome.QUARANTINED:
            is_out = row.outcome == Outcome.FILTERED and not row.waits
            self._keep(row.vendor_id, _Said(row.raw, row.record, row.reason if is_out else ""))
        return row

    def _keep(self, vendor_id: str, said: _Said) -> None:
        if self.coming[vendor_id]:
            self.latest[vendor_id] = said
        else:
            self.latest.pop(vendor_id, None)

    def _updated(self, row: Row, envelope: Envelope, stored: dict[str, _Said]) -> Row:
        said = self.latest.get(row.vendor_id)
        if said is None:
            self.came["partials"] += 1
            said = stored.get(row.vendor_id, _Said(b""))
        if said.reason:
            return self._instead(
                row, Row(row.position, Outcome.FILTERED, row.vendor_id, row.sha256, reason=said.reason)
            )
        return self._merged(row, said, envelope) if said.product else row

    def _merged(self, row: Row, base: _Said, envelope: Envelope) -> Row:
        """The row of the whole product; its hash is that of the product, which no update in parts is."""
        update = zstandard.decompress(row.raw)
        whole = merged(zstandard.decompress(base.product), update, envelope, self.house.tables.onix)
        if isinstance(whole, Unreadable):
            return self._instead(row, replace(row, rule=whole.rule, reason=whole.reason))
        inside = alone(envelope)
        done = refine(whole, inside, self.house)
        new = row_of(whole, row.position, hashlib.sha256(whole).digest(), done, inside, self.marking)
        keep_first_day(new, base.record)
        self._keep(row.vendor_id, _Said(zstandard.compress(whole), new.record))
        return self._instead(row, new)

    def _instead(self, old: Row, new: Row) -> Row:
        count(self.gone, old)
        count(self.came, new)
        return new

    def _stored(self, ids: Sequence[str]) -> dict[str, _Said]:
        """The products that are live or wait for a day under these ids, and the records made of them."""
        c = source_record.c
        kept = (c.vendor == self.house.profile.vendor, c.deleted.is_(False) | c.turns_on.is_not(None))
        query = select(c.vendor_id, c.raw, c.record).where(*kept, c.vendor_id.in_(ids))
        with self.store.read() as connection:
            rows = connection.execute(query).all() if ids else ()
        return {row.vendor_id: _Said(row.raw, row.record) for row in rows}


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
