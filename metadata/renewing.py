"""Renewal, the work: stored records and quarantined payloads refined anew from the raw bytes that the store keeps.

A worker takes a handful of ids and writes rows, as for a delivery (metadata/refine.py). It changes nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import zstandard
from sqlalchemy import select

from metadata import envelopes
from metadata.garbage import seldom_collected
from metadata.onix_schemas import is_sampled, onix_schemas
from metadata.payload import envelope_at
from metadata.references import References, marking_of
from metadata.refine import AT_ONCE, house_for, store_of
from metadata.rows import Row, keep_first_day, row_of, write_rows
from metadata.store.store import Store
from metadata.store.tables import delivery, envelope, quarantine, source_record
from metadata.tally import count
from transforms.formats.frame import Envelope
from transforms.record import Issue
from transforms.refine import refine
from transforms.validate import RuleSet

SHARE = 2_000  # ids of one job


class Share(NamedTuple):
    """Some of what is renewed: ids of source records, or of quarantined ones."""

    first: int  # position of its first row
    records: tuple[int, ...] = ()
    withheld: tuple[int, ...] = ()

    @property
    def size(self) -> int:
        """How many rows it makes."""
        return len(self.records) + len(self.withheld)


def shares_of(records: Sequence[int], withheld: Sequence[int]) -> Iterator[Share]:
    """The work in shares; what was withheld comes last, for it may replace a stored record."""
    first = 0
    for is_withheld, ids in ((False, records), (True, withheld)):
        for start in range(0, len(ids), SHARE):
            share = tuple(ids[start : start + SHARE])
            yield Share(first, withheld=share) if is_withheld else Share(first, records=share)
            first += len(share)


@dataclass(frozen=True, slots=True)
class RenewJob:
    """What a worker needs for one share; everything in it can be sent to another process."""

    vendor: str
    references: References
    database: str = field(repr=False)
    data_dir: Path
    entered: str  # yymmdd
    out: Path
    share: Share

    @property
    def records(self) -> int:
        """How many rows it makes."""
        return self.share.size


@seldom_collected()
def renew_range(job: RenewJob) -> Counter[str]:
    """Refine the records of one job into `job.out`; returns its counts."""
    work = _Renewing(job)
    counts: Counter[str] = Counter()
    with job.out.open("wb") as out:
        for rows in work.batches():
            for row in rows:
                count(counts, row)
            write_rows(out, rows)
    return counts


class _Renewing:
    """One job on its way."""

    def __init__(self, job: RenewJob) -> None:
        self.job = job
        self.store = store_of(job.database)
        self.house, _ = house_for(job.vendor, job.references, job.database, job.entered)
        self.checked = replace(self.house, onix_schemas=onix_schemas())
        self.marking = marking_of(job.references, job.vendor, job.entered)
        self.switch = self.house.profile.switches.get("onix_schema", "sample")
        self.position = job.share.first
        self.found: dict[int, Envelope] = {}  # of deliveries that were taken before envelopes were kept

    def batches(self) -> Iterator[list[Row]]:
        for table, ids in ((source_record, self.job.share.records), (quarantine, self.job.share.withheld)):
            for start in range(0, len(ids), AT_ONCE):
                yield [
                    self._row(each, table is quarantine) for each in _stored(self.store, table, ids[start:][:AT_ONCE])
                ]

    def _row(self, stored: Any, is_withheld: bool) -> Row:
        raw = zstandard.decompress(stored.raw)
        inside = envelopes.read(stored.content) if stored.content else self._envelope(stored, raw)
        house = self.checked if is_sampled(stored.position, self.switch) else self.house
        done = refine(raw, inside, house)
        sha256 = hashlib.sha256(raw).digest() if is_withheld else bytes(stored.sha256)
        row = row_of(raw, self.position, sha256, done, inside, self.marking)
        row.source = -stored.id if is_withheld else stored.id
        row.vendor_id = row.vendor_id or stored.vendor_id
        if not is_withheld:
            if self.house.profile.converts:
                keep_first_day(row, stored.record)
            row.issues += told_by_deliveries(stored.issues, self.house.rules)
        self.position += 1
        return row

    def _envelope(self, stored: Any, raw: bytes) -> Envelope:
        """The envelope of a record that was taken before envelopes were kept: of its delivery, else by its bytes."""
        if stored.delivery_id not in self.found:
            with TemporaryDirectory(prefix="envelope-", dir=self.job.out.parent) as work:
                self.found[stored.delivery_id] = self._looked_up(stored, raw, Path(work))
        return self.found[stored.delivery_id]

    def _looked_up(self, stored: Any, raw: bytes, work: Path) -> Envelope:
        path = self.job.data_dir / stored.path
        if path.is_file():
            return envelope_at(path, work, stored.position)
        alone = work / "record"
        alone.write_bytes(raw)
        return envelope_at(alone, work / "opened", 0)


def _stored(store: Store, table: Any, ids: Sequence[int]) -> list[Any]:
    """Raw bytes and what is needed to read them again, in the order of the ids."""
    c = table.c
    raw = c.payload.label("raw") if table is quarantine else c.raw
    more = () if table is quarantine else (c.sha256, c.issues, c.record)
    query = (
        select(c.id, c.vendor_id, c.position, c.delivery_id, raw, *more, envelope.c.content, delivery.c.path)
        .select_from(table.outerjoin(envelope, envelope.c.id == c.envelope_id))
        .join(delivery, delivery.c.id == c.delivery_id)
        .where(c.id.in_(ids))
        .order_by(c.id)
    )
    with store.read() as connection:
        return list(connection.execute(query))


def told_by_deliveries(issues: Sequence[Sequence[Any]], rules: RuleSet) -> list[Issue]:
    """Of stored issues those that a delivery as a whole raised (stage set): one record alone cannot say them again."""
    told = (Issue(*each) for each in issues)
    return [each for each in told if each.stage == "set" and each.rule in rules.rules]
