"""The pieces of a delivery that is refined: each is a worker's job, and leaves rows and counts in the work folder.

A piece that is done is not done again, whoever tries; one that is not whole is as good as not begun.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from metadata.refine import Job, refine_ahead, refine_range, run_jobs
from metadata.renewing import RenewJob, renew_range

AnyJob = TypeVar("AnyJob", Job, RenewJob)

AHEAD = "ahead"  # folder inside that of a delivery: rows that were made before its turn
_COUNTS = ".counts"


def place_of(work: Path, number: int) -> Path:
    """Where the rows of a piece are, as its worker leaves them."""
    return work / f"{number:05}.part"


def make(job: Job | RenewJob) -> Counter[str]:
    """Do a piece; returns its counts."""
    return _once(job, refine_range) if isinstance(job, Job) else _once(job, renew_range)


def make_ahead(job: Job) -> Counter[str]:
    """Do what can be done of a piece before its delivery's turn has come; returns how many rows were made."""
    job.out.parent.mkdir(parents=True, exist_ok=True)
    return _once(job, refine_ahead)


def _once(job: AnyJob, work: Callable[[AnyJob], Counter[str]]) -> Counter[str]:
    told = job.out.with_suffix(f"{job.out.suffix}{_COUNTS}")
    if told.exists():
        return Counter(json.loads(told.read_text("utf-8")))
    fresh = job.out.with_suffix(f".{secrets.token_hex(4)}")  # another try, taken for dead, may still be at work
    counts = work(replace(job, out=fresh))
    fresh.replace(job.out)
    put_whole(told, json.dumps(counts))
    return counts


def put_whole(path: Path, text: str) -> None:
    """Write a file that is there whole or not at all."""
    fresh = path.with_suffix(f".{secrets.token_hex(4)}")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)


def make_all(jobs: Sequence[AnyJob], workers: int, progress: Callable[[int, int], None]) -> Counter[str]:
    """Do what is not done of the pieces, in this process or in a pool; returns the counts of all.

    `progress` is told records that are done, and all.
    """
    done, total = 0, sum(each.records for each in jobs)

    def tell(job: AnyJob) -> None:
        nonlocal done
        done += job.records
        progress(done, total)

    return run_jobs(make, list(jobs), workers, tell)


def rows_of_pieces(jobs: Iterable[AnyJob]) -> list[AnyJob]:
    """The pieces with rows of their own, that may be changed: what the workers left stays, so it can be done again."""
    return [replace(each, out=_linked(each.out)) for each in jobs]


def _linked(part: Path) -> Path:
    """The same rows under the name by which gate and commit know them; whoever changes them writes a new file."""
    rows = part.with_suffix(".rows")
    rows.unlink(missing_ok=True)
    try:
        rows.hardlink_to(part)
    except OSError:  # not every file system can
        shutil.copyfile(part, rows)
    return rows
