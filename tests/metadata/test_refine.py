"""Workers: what they ask the store for, hold in memory and write at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from metadata import refine
from metadata.home import Home
from metadata.payload import open_payload
from metadata.refine import Job, refine_range, run_jobs
from metadata.rows import Row, read_rows
from transforms.formats.marc21 import to_iso2709
from transforms.record import Field, Record

VENDOR = "alpha"


def jobs_of(home: Home, folder: Path, files: int, records: int) -> list[Job]:
    """A job for each of so many files of records."""
    home.store  # noqa: B018  # made at first use
    jobs = []
    for number in range(files):
        delivery = folder / f"{number}.mrc"
        marked = [Field("001", f"{number}-{each}") for each in range(records)]
        raws = [to_iso2709(Record.of(each, Field.data("245", "00", "a", "Koivu"))) for each in marked]
        delivery.write_bytes(b"".join([raw for raw in raws if isinstance(raw, bytes)]))
        part = open_payload(delivery, folder).ranges[0]
        out = folder / f"{number}.rows"
        jobs.append(Job(VENDOR, home.references, home.settings.database, part, "261101", out))
    return jobs


def test_rows_are_written_some_at_a_time_and_the_store_is_asked_more_seldom(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refine, "LOOKED_UP", 8)
    monkeypatch.setattr(refine, "AT_ONCE", 3)
    asked: list[int] = []
    known = refine._Range._known

    def counted(work: Any, batch: Sequence[Any]) -> dict[bytes, str]:
        asked.append(len(batch))
        return known(work, batch)

    monkeypatch.setattr(refine._Range, "_known", counted)
    (job,) = jobs_of(home, tmp_path, 1, 20)
    assert refine_range(job)["read"] == 20
    blocks: list[list[Row]] = list(read_rows(job.out))
    assert [len(each) for each in blocks] == [3, 3, 2, 3, 3, 2, 3, 1]
    assert [row.position for each in blocks for row in each] == list(range(20))
    assert asked == [8, 8, 4]


def test_processes_make_the_rows_that_this_one_makes(home: Home, tmp_path: Path) -> None:
    jobs = jobs_of(home, tmp_path, 2, 4)
    made: list[Counter[str]] = []
    rows = []
    for workers in (1, 2):
        made.append(run_jobs(refine_range, jobs, workers, lambda job: None))
        rows.append([job.out.read_bytes() for job in jobs])
    assert made[0] == made[1]
    assert rows[0] == rows[1]
