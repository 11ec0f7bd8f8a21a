"""refine: share a delivery out among workers by byte range; each writes its outcomes to a file and returns counts.

A worker hashes the raw bytes of a record before parsing: what the store already holds, made with the same
mapping, rules and vendor file, costs a hash and a look-up.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select

from metadata.envelopes import kept
from metadata.exceptions import with_exceptions
from metadata.identity_checks import note_reused_ids, settle_repeats
from metadata.onix_schemas import is_sampled, onix_schemas
from metadata.payload import Payload, Range, frames_in
from metadata.references import References, house_of, marking_of
from metadata.rows import Row, row_of, write_rows
from metadata.store.store import Store
from metadata.store.tables import source_record
from metadata.tally import count
from metadata.updates import complete_partials, note_changed_references
from metadata.vendors import load_vendor
from transforms.crosswalks.onix.gate import PARTIAL
from transforms.formats.frame import Frame
from transforms.record import Outcome
from transforms.refine import House, refine

BATCH = 500  # records looked up and written at a time


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker needs for one range; everything in it can be sent to another process."""

    vendor: str
    references: References
    database: str = field(repr=False)
    part: Range
    entered: str  # yymmdd
    out: Path


Progress = Callable[[int], None]
AnyJob = TypeVar("AnyJob")  # something that can be sent to another process


def refine_payload(payload: Payload, jobs: list[Job], workers: int, progress: Progress) -> Counter[str]:
    """Run the jobs, in this process or in a pool; returns the counts of all ranges together."""
    total: Counter[str] = Counter({"ignored_files": len(payload.ignored)} if payload.ignored else {})
    total += run_jobs(refine_range, jobs, workers, lambda job: progress(job.part.records))
    return _complete(jobs, total)


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
    with ProcessPoolExecutor(min(workers, len(jobs)), mp_context=get_context("forkserver")) as pool:
        running = {pool.submit(work, job): job for job in jobs}
        for each in as_completed(running):
            total += each.result()
            done(running[each])
    return total


def _complete(jobs: list[Job], counts: Counter[str]) -> Counter[str]:
    """What needs the whole delivery: ids that repeat, and updates in parts. Returns the counts as they then are."""
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


def refine_range(job: Job) -> Counter[str]:
    """Refine the records of one range into `job.out`; returns its counts."""
    house, version = house_for(job.vendor, job.references, job.database, job.entered)
    store = store_of(job.database)
    counts: Counter[str] = Counter()
    marking = marking_of(job.references, job.vendor, job.entered)
    checked = replace(house, onix_schemas=onix_schemas())
    switch = house.profile.switches.get("onix_schema", "sample")
    with job.out.open("wb") as out:
        position, envelope = job.part.first, job.part.envelope
        for frames in _batches(frames_in(job.part)):
            hashes = [hashlib.sha256(frame.raw).digest() for frame in frames]
            known = _known(store, job.vendor, version, hashes)
            rows = []
            for frame, sha256 in zip(frames, hashes, strict=True):
                if sha256 in known:
                    row = Row(position, Outcome.UNCHANGED, known[sha256], sha256)
                else:
                    done = refine(frame.raw, envelope, checked if is_sampled(position, switch) else house)
                    raw, inside = kept(frame.raw, envelope, house.tables.onix)
                    row = row_of(raw, position, sha256, done, inside, marking)
                rows.append(row)
                position += 1
            if envelope.format == "onix":
                note_changed_references(store, job.vendor, rows)
            note_reused_ids(store, house, rows, version)
            for row in rows:
                count(counts, row)
            write_rows(out, rows)
    return counts


def _batches(frames: Iterator[Frame]) -> Iterator[list[Frame]]:
    while batch := list(islice(frames, BATCH)):
        yield batch


def _known(store: Store, vendor: str, version: str, hashes: list[bytes]) -> dict[bytes, str]:
    """Vendor ids by hash of the live records that the store holds just so."""
    c = source_record.c
    # Only the hash is asked for: with more conditions a database without statistics may scan the whole vendor.
    query = select(c.sha256, c.vendor_id, c.vendor, c.made_with, c.deleted).where(c.sha256.in_(hashes))
    with store.read() as connection:
        rows = connection.execute(query).all()
    wanted = (vendor, version, False)
    return {bytes(row.sha256): row.vendor_id for row in rows if (row.vendor, row.made_with, row.deleted) == wanted}


def house_for(vendor: str, references: References, database: str, entered: str) -> tuple[House, str]:
    """What records are refined with, also what people decided about single ones, as it stands now; and its version."""
    house, version = house_of(vendor, references, entered)
    with store_of(database).read() as connection:
        return with_exceptions(house, references.schemas, connection), version


@lru_cache(maxsize=4)
def store_of(database: str) -> Store:
    """The store for reading, opened once per process."""
    return Store(database, Path())
