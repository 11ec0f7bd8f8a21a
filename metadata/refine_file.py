"""What refining a delivery from its file takes: opening it, cutting it, and joining what was made of its pieces."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from metadata.errors import PipelineError
from metadata.home import Home
from metadata.payload import Payload, RefusedFileError, left_out, open_payload
from metadata.pieces import make_all, place_of, rows_of_pieces
from metadata.refine import Job, complete
from metadata.store.deliveries import Delivery
from metadata.tally import count_declared, count_headers


def refine_file(home: Home, delivery: Delivery, work: Path) -> dict[str, Any]:
    """Refine a delivery's file into the work folder; returns counts, sender, and what was left out as `reason`.

    Raises RefusedFileError where it cannot be read, PipelineError where records got lost on the way.
    """
    payload = open_file(home, delivery, work)
    return join_file(home, delivery, payload, jobs_of(home, delivery.vendor, payload, work, home.today))


def open_file(home: Home, delivery: Delivery, work: Path) -> Payload:
    """A delivery's file, opened and cut. Raises RefusedFileError where it cannot be read."""
    payload = open_payload(home.settings.data_dir / delivery.path, work, home.vendor(delivery.vendor).format.kind)
    if payload.broken:
        raise RefusedFileError(payload.broken)
    return payload


def jobs_of(home: Home, vendor: str, payload: Payload, work: Path, entered: str) -> list[Job]:
    """A job for each range; `entered`: the day (yymmdd) on which the delivery was begun."""
    database = home.settings.database
    return [
        Job(vendor, home.references, database, part, entered, place_of(work, number))
        for number, part in enumerate(payload.ranges)
    ]


def join_file(home: Home, delivery: Delivery, payload: Payload, jobs: list[Job]) -> dict[str, Any]:
    """Do what is not done of the pieces, and settle what needs the whole delivery; see `refine_file`."""

    def progress(done: int, total: int) -> None:
        home.progress(delivery.vendor, delivery.name, done, total)

    made = Counter({"ignored_files": len(payload.ignored)} if payload.ignored else {})
    made += make_all(jobs, home.workers, progress)
    counts = dict(complete(rows_of_pieces(jobs), made))
    count_headers(counts, (each.envelope for each in payload.files))
    count_declared(counts, ((each.envelope, _records(payload, each.path)) for each in payload.files))
    if counts.get("read", 0) != payload.records:
        raise PipelineError(f"{delivery.name} has {payload.records} records, but {counts.get('read', 0)} were read")
    reason = f"left out of the archive: {left_out(payload.ignored)}" if payload.ignored else ""
    return {"counts": counts, "sender": payload.sender, "reason": reason}


def _records(payload: Payload, path: Path) -> int:
    return sum(each.records for each in payload.ranges if each.path == path)
