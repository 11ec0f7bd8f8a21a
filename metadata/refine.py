"""refine: what a worker does with a byte range of a delivery: it writes the outcomes to a file and returns counts.

A worker hashes the raw bytes of a record before parsing: what the store already holds, made with the same
mapping, rules and vendor file, costs a hash and a look-up. What a record becomes by itself may be made ahead, before
it is known what the deliveries before it leave in the store; what is said in relation to the store never is.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from sqlalchemy import select

from metadata.envelopes import kept
from metadata.exceptions import with_exceptions
from metadata.garbage import seldom_collected
from metadata.identity_checks import note_reused_ids, settle_repeats
from metadata.onix_schemas import is_sampled, onix_schemas
from metadata.payload import Range, frames_in
from metadata.processes import processes
from metadata.references import References, house_of, marking_of
from metadata.rows import Row, row_of, rows_of, write_rows
from metadata.store.store import Store
from metadata.store.tables import source_record
from metadata.tally import count
from metadata.updates import complete_partials, note_changed_references
from metadata.vendors import load_vendor
from transforms.crosswalks.onix.gate import PARTIAL
from transforms.record import Outcome
from transforms.refine import House, refine

LOOKED_UP = 500  # records that the store is asked for at a time
AT_ONCE = 50  # records that are refined and written at a time: what becomes of them is held in memory until then


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker needs for one range; everything in it can be sent to another process."""

    vendor: str
    references: References
    database: str = field(repr=False)
    part: Range
    entered: str  # yymmdd
    out: Path
    ahead: Path | None = None  # rows of the same range that were made ahead, by the same version

    @property
    def records(self) -> int:
        """How many rows it makes."""
        return self.part.records


AnyJob = TypeVar("AnyJob")  # something that can be sent to another process


def run_jobs(
    work: Callable[[AnyJob], Counter[str]], jobs: list[AnyJob], workers: int, done: Callable[[AnyJob], None]
) -> Counter[str]:
    """Run jobs in this process or in a pool; returns their counts together."""
    total: Counter[str] = Counter()
    if workers <= 1 or len(jobs) <= 1:
        for job in jobs:
            total += work(job)
            done(job)
        return total
    with processes(min(workers, len(jobs))) as pool:
        running = {pool.submit(work, job): job for job in jobs}
        for each in as_completed(running):
            total += each.result()
            done(running[each])
    return total


def complete(jobs: Sequence[Job], counts: Counter[str]) -> Counter[str]:
    """What needs the rows of the whole delivery: ids that repeat, updates in parts. Returns the counts after that."""
    if not jobs:
        return counts
    house, _ = house_for(jobs[0].vendor, jobs[0].references, jobs[0].database, jobs[0].entered)
    vendor = load_vendor(jobs[0].references.schemas / "vendors" / f"{jobs[0].vendor}.yml")
    in_order = vendor.fetch.kind == "oai" or vendor.format.kind == "onix"  # the last product of a reference counts
    files = [(job.out, str(job.part.path)) for job in jobs]
    gone, came = settle_repeats(files, house, store_of(jobs[0].database), in_order)
    counts = counts - gone + came
    if not counts[f"quarantined:{PARTIAL.rule}"]:
        return counts
    marking = marking_of(jobs[0].references, jobs[0].vendor, jobs[0].entered)
    parts = [(job.out, job.part.envelope) for job in jobs]
    gone, came = complete_partials(parts, house, marking, store_of(jobs[0].database))
    return counts - gone + came


@seldom_collected()
def refine_range(job: Job) -> Counter[str]:
    """Refine the records of one range into `job.out`; returns its counts."""
    work = _Range(job)
    counts: Counter[str] = Counter()
    with job.out.open("wb") as out:
        for batch, known in work.batches():
            made = work.made_ahead(batch)
            rows = [work.row(each, known.get(each.sha256), made.get(each.position)) for each in batch]
            if job.part.envelope.format == "onix":
                note_changed_references(work.store, job.vendor, rows)
            note_reused_ids(work.store, work.house, rows, work.version)
            for row in rows:
                count(counts, row)
            write_rows(out, rows)
    return counts


@seldom_collected()
def refine_ahead(job: Job) -> Counter[str]:
    """Write to `job.out` the rows of what the store does not hold now, by themselves; returns how many these are."""
    work = _Range(job)
    made = 0
    with job.out.open("wb") as out:
        for batch, known in work.batches():
            rows = [work.row(each) for each in batch if each.sha256 not in known]
            made += len(rows)
            write_rows(out, rows)
    return Counter({"ahead": made})


class _Raw(NamedTuple):
    """A record as it stands in the delivery."""

    position: int
    raw: bytes
    sha256: bytes


class _Range:
    """One range on its way."""

    def __init__(self, job: Job) -> None:
        self.job, self.store = job, store_of(job.database)
        self.house, self.version = house_for(job.vendor, job.references, job.database, job.entered)
        self._checked = replace(self.house, onix_schemas=onix_schemas())
        self._marking = marking_of(job.references, job.vendor, job.entered)
        self._switch = self.house.profile.switches.get("onix_schema", "sample")
        self._ahead = rows_of([job.ahead]) if job.ahead and job.ahead.exists() else iter(())
        self._next = next(self._ahead, None)

    def batches(self) -> Iterator[tuple[list[_Raw], dict[bytes, str]]]:
        """The records of the range, some at a time, and what the store knows of them (`_known`)."""
        frames = enumerate(frames_in(self.job.part), self.job.part.first)
        while found := list(islice(frames, LOOKED_UP)):
            raws = [_Raw(position, each.raw, hashlib.sha256(each.raw).digest()) for position, each in found]
            known = self._known(raws)
            for start in range(0, len(raws), AT_ONCE):
                yield raws[start : start + AT_ONCE], known

    def _known(self, batch: Sequence[_Raw]) -> dict[bytes, str]:
        """Vendor ids by hash of the live records that the store holds just so."""
        c = source_record.c
        # Only the hash is asked for: with more conditions a database without statistics may scan the whole vendor.
        hashes = [each.sha256 for each in batch]
        query = select(c.sha256, c.vendor_id, c.vendor, c.made_with, c.deleted).where(c.sha256.in_(hashes))
        with self.store.read() as connection:
            rows = connection.execute(query).all()
        wanted = (self.job.vendor, self.version, False)
        return {bytes(row.sha256): row.vendor_id for row in rows if (row.vendor, row.made_with, row.deleted) == wanted}

    def made_ahead(self, batch: Sequence[_Raw]) -> dict[int, Row]:
        """The rows that were made ahead of these records, by position."""
        made = {}
        while self._next is not None and self._next.position <= batch[-1].position:
            made[self._next.position] = self._next
            self._next = next(self._ahead, None)
        return made

    def row(self, each: _Raw, known_as: str | None = None, made: Row | None = None) -> Row:
        """The row of a record that the store holds as `known_as`, or that was made ahead, or is made now."""
        if known_as is not None:
            return Row(each.position, Outcome.UNCHANGED, known_as, each.sha256)
        if made is not None and made.sha256 == each.sha256:
            return made
        envelope = self.job.part.envelope
        house = self._checked if is_sampled(each.position, self._switch) else self.house
        done = refine(each.raw, envelope, house)
        raw, inside = kept(each.raw, envelope, self.house.tables.onix)
        return row_of(raw, each.position, each.sha256, done, inside, self._marking)


def house_for(vendor: str, references: References, database: str, entered: str) -> tuple[House, str]:
    """What records are refined with, also what people decided about single ones, as it stands now; and its version."""
    house, version = house_of(vendor, references, entered)
    with store_of(database).read() as connection:
        return with_exceptions(house, references.schemas, connection), version


@lru_cache(maxsize=4)
def store_of(database: str) -> Store:
    """The store for reading, opened once per process."""
    return Store(database, Path())
