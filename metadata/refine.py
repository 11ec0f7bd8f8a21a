"""refine: share a delivery out among workers by byte range; each writes its outcomes to a file and returns counts.

A worker hashes the raw bytes of a record before parsing: what the store already holds, made with the same
mapping, rules and vendor file, costs a hash and a look-up.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import msgspec
import zstandard
from sqlalchemy import select

from metadata.libraries import load_consortium
from metadata.payload import Payload, Range, frames_in
from metadata.store.store import Store
from metadata.store.tables import source_record
from metadata.vendors import load_vendor
from metadata.versions import made_with
from transforms.crosswalks.onix.gate import BLOCK_UPDATE, STATUSES, TEST_RECORD
from transforms.formats.frame import Envelope, Frame
from transforms.match.keys import keys_of
from transforms.record import Issue, Level, Outcome
from transforms.refine import House, Refined, refine
from transforms.tables import Tables
from transforms.validate import load_rules

BATCH = 500  # records looked up and written at a time
UNREADABLE = frozenset({"S01", "O01", "O14"})
LEAVES_AS_IS = frozenset({BLOCK_UPDATE.reason, TEST_RECORD.reason, *STATUSES.values()})  # filtered, yet no reason to go
FILLS = {
    "isbn": "020",
    "contributor": "100 110 700 710",
    "summary": "520",
    "subject": "6XX",
    "language": "041",
}


class Row(msgspec.Struct, array_like=True):
    """The outcome of one record, on its way from a worker to the writer."""

    position: int
    outcome: str
    vendor_id: str
    sha256: bytes
    media: str = ""
    record: str = ""  # Record.pack()
    issues: list[Issue] = []
    rule: str = ""
    reason: str = ""
    keys: list[tuple[str, str]] = []
    raw: bytes = b""  # zstd; of candidates and quarantined records

    @property
    def speaks(self) -> bool:
        """True if this row decides what becomes of the stored record with its id."""
        if self.outcome == Outcome.FILTERED:
            return self.reason not in LEAVES_AS_IS
        return self.outcome != Outcome.QUARANTINED


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker needs for one range; everything in it can be sent to another process."""

    vendor: str
    schemas: Path
    database: str
    part: Range
    envelope: Envelope
    entered: str  # yymmdd
    out: Path


Progress = Callable[[int], None]


def refine_payload(payload: Payload, jobs: list[Job], workers: int, progress: Progress) -> Counter[str]:
    """Run the jobs, in this process or in a pool; returns the counts of all ranges together."""
    total: Counter[str] = Counter()
    if workers <= 1 or len(jobs) <= 1:
        for job in jobs:
            total += refine_range(job)
            progress(job.part.records)
        return total
    with ProcessPoolExecutor(min(workers, len(jobs)), mp_context=get_context("forkserver")) as pool:
        running = {pool.submit(refine_range, job): job.part.records for job in jobs}
        for done in as_completed(running):
            total += done.result()
            progress(running[done])
    return total


def refine_range(job: Job) -> Counter[str]:
    """Refine the records of one range into `job.out`; returns its counts."""
    house, version = house_of(job.vendor, job.schemas, job.entered)
    store = _store(job.database)
    counts: Counter[str] = Counter()
    encode, packer = msgspec.msgpack.Encoder().encode, zstandard.ZstdCompressor(level=3)
    with job.out.open("wb") as out:
        position = job.part.first
        for frames in _batches(frames_in(job.part, job.envelope)):
            hashes = [hashlib.sha256(frame.raw).digest() for frame in frames]
            known = _known(store, job.vendor, version, hashes)
            rows = []
            for frame, sha256 in zip(frames, hashes, strict=True):
                if sha256 in known:
                    row = Row(position, Outcome.UNCHANGED, known[sha256], sha256)
                else:
                    row = _row(frame, position, sha256, refine(frame.raw, job.envelope, house), packer)
                _count(counts, row)
                rows.append(row)
                position += 1
            block = encode(rows)
            out.write(len(block).to_bytes(4, "big") + block)
    return counts


def read_rows(path: Path) -> Iterator[list[Row]]:
    """The rows that a worker wrote, batch by batch."""
    decode = msgspec.msgpack.Decoder(list[Row]).decode
    with path.open("rb") as stream:
        while head := stream.read(4):
            yield decode(stream.read(int.from_bytes(head, "big")))


def rows_of(parts: Iterable[Path]) -> Iterator[Row]:
    """The rows of all ranges of a delivery, in their order."""
    return (row for path in parts for batch in read_rows(path) for row in batch)


def _row(frame: Frame, position: int, sha256: bytes, done: Refined, packer: zstandard.ZstdCompressor) -> Row:
    row = Row(position, done.outcome, done.vendor_id, sha256, rule=done.rule, reason=done.reason)
    if done.outcome in (Outcome.CANDIDATE, Outcome.QUARANTINED):
        row.raw = packer.compress(frame.raw)
    if done.outcome == Outcome.CANDIDATE and done.record is not None:
        row.media, row.record, row.issues = done.media, done.record.pack(), list(done.issues)
        row.keys = keys_of(done.record, done.media)
    return row


def _count(counts: Counter[str], row: Row) -> None:
    """Outcomes, and what the gate looks at."""
    counts["read"] += 1
    counts[row.outcome] += 1
    if row.outcome == Outcome.FILTERED:
        counts[f"filtered:{row.reason}"] += 1
    elif row.outcome == Outcome.QUARANTINED:
        counts[f"quarantined:{row.rule}"] += 1
        counts["unreadable"] += row.rule in UNREADABLE
    elif row.outcome == Outcome.CANDIDATE:
        counts["with_error"] += any(each.level == Level.ERROR and not each.fixed for each in row.issues)
        counts.update(f"rule:{each}" for each in {issue.rule for issue in row.issues})
        tags = {part[:3] for part in row.record.split("\x1e")[1:]}
        for name, wanted in FILLS.items():
            counts[f"fill:{name}"] += any(tag in tags or (tag == "6XX" and _subject(tags)) for tag in wanted.split())


def _subject(tags: set[str]) -> bool:
    return any(tag.startswith("6") for tag in tags)


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


@lru_cache(maxsize=4)
def house_of(vendor_id: str, schemas: Path, entered: str) -> tuple[House, str]:
    """What records of a vendor are refined with, and its version; read once per process."""
    vendor = load_vendor(schemas / "vendors" / f"{vendor_id}.yml")
    profile = vendor.profile(load_consortium(schemas).isil, entered)
    house = House(profile, Tables.load(schemas), load_rules(schemas / "rules"))
    return house, made_with(schemas, vendor_id)


@lru_cache(maxsize=4)
def _store(database: str) -> Store:
    """The store for reading, opened once per process."""
    return Store(database, Path())
