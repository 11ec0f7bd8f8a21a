"""What refining a delivery from its file takes: opening it, sharing it out among workers, and counting all of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from metadata.errors import PipelineError
from metadata.home import Home
from metadata.payload import Payload, RefusedFileError, left_out, open_payload
from metadata.refine import Job, refine_payload
from metadata.store.deliveries import Delivery
from metadata.tally import count_declared, count_headers


def refine_file(home: Home, delivery: Delivery, work: Path) -> dict[str, Any]:
    """Refine a delivery's file into the work folder; returns counts, sender, and what was left out as `reason`.

    Raises RefusedFileError where it cannot be read, PipelineError where records got lost on the way.
    """
    vendor = home.vendor(delivery.vendor)
    payload = open_payload(home.settings.data_dir / delivery.path, work, vendor.format.kind)
    if payload.broken:
        raise RefusedFileError(payload.broken)
    counts = _refine_payload(home, delivery, payload, work)
    count_headers(counts, (each.envelope for each in payload.files))
    count_declared(counts, ((each.envelope, _records(payload, each.path)) for each in payload.files))
    if counts.get("read", 0) != payload.records:
        raise PipelineError(f"{delivery.name} has {payload.records} records, but {counts.get('read', 0)} were read")
    reason = f"left out of the archive: {left_out(payload.ignored)}" if payload.ignored else ""
    return {"counts": counts, "sender": payload.sender, "reason": reason}


def _records(payload: Payload, path: Path) -> int:
    return sum(each.records for each in payload.ranges if each.path == path)


def _refine_payload(home: Home, delivery: Delivery, payload: Payload, work: Path) -> dict[str, int]:
    jobs = [
        Job(
            delivery.vendor,
            home.references,
            home.settings.database,
            part,
            home.today,
            work / f"{n:05}.rows",
        )
        for n, part in enumerate(payload.ranges)
    ]
    done = 0

    def progress(records: int) -> None:
        nonlocal done
        done += records
        home.progress(delivery.vendor, delivery.name, done, payload.records)

    return dict(refine_payload(payload, jobs, home.workers, progress))
