"""File drops: what a full one of many records costs beside pymarc writing and reading the same, and a delta of a night.

`python -m tests.bench.files [--records N] [--gzip LEVEL]`. The view gives elements of MARCXML out of an SQLite file;
both formats are made of them, packed, and read back. pymarc does the same with a part of the records. CPU seconds.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pymarc

from metadata.publish.catalogue import Entry, Metadata, Page, Span
from metadata.publish.files import Current, write_files
from metadata.publish.files.policy import FilesPolicy, load_files_policy
from metadata.settings import shipped
from tests.bench.apart import peak
from tests.bench.corpus import build, records_of
from transforms.formats.marcxml import to_marcxml
from transforms.record import Field

THOUSANDS = 100_000
QUICK = 5_000
CHANGED = 100  # one title in so many changes in a night
BESIDE = 20  # pymarc is measured with one record in so many
TIMES = 3  # as fast as pymarc
SHARE = 0.03  # of a full drop, for the delta of a night
MEMORY = 200  # MB
DAYS = ("2026-11-01T04:00:00Z", "2026-11-01T05:00:00Z")  # of one day: the second has no full drop


class Measured(NamedTuple):
    """CPU seconds, and what came of it."""

    records: int
    full: float
    wall: float
    delta: float
    idle: float
    pymarc: float  # for all records, by those that were measured
    megabytes: float
    refused: int
    peak: float


class OnDisk:
    """A view whose records are in a file, as elements that are ready to serve."""

    name = "all"

    def __init__(self, path: Path, publication: int) -> None:
        self.publication, self.store = publication, sqlite3.connect(path)

    def page(self, span: Span, after: str, limit: int, form: str = "") -> Page:
        changed = f"AND id % {CHANGED} = 0" if span.start else ""
        query = f"SELECT id, element FROM record WHERE id > ? {changed} ORDER BY id LIMIT ?"
        found = [
            (Entry(DAYS[0], each, False, (), ()), Metadata(element))
            for each, element in self.store.execute(query, (after, limit))
        ]
        return Page(found, found[-1][0].title_id if found else after)

    def count(self, span: Span) -> int:
        return 1 if self.publication > 1 or not span.start else 0


class OneView:
    """A catalogue of it."""

    def __init__(self, path: Path, publication: int) -> None:
        self.one = OnDisk(path, publication)

    def names(self) -> Sequence[str]:
        return ["all"]

    def view(self, *_: object) -> OnDisk:
        return self.one


def measure(count: int, level: int) -> Measured:
    """Fill the file, write a full drop, a delta, nothing, then let pymarc do it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [
            sys.executable,
            "-m",
            "tests.bench.files",
            "--fill",
            str(folder / "view.db"),
            "--records",
            str(count),
        ]
        subprocess.run(command, check=True)  # in a process of its own: its memory is not ours
        given = load_files_policy(shipped("schemas")).model_dump()
        by = FilesPolicy.model_validate(
            {**given, "gzip": level or given["gzip"], "full": {**given["full"], "small": 0}}
        )

        def write(publication: int) -> None:
            one = OneView(folder / "view.db", publication)
            now = Current(publication, DAYS[publication - 1])
            write_files(one, lambda: now, folder / "files", by)  # type: ignore[arg-type]

        start = time.perf_counter()
        full = _cpu(lambda: write(1))
        wall = time.perf_counter() - start
        delta, idle = _cpu(lambda: write(2)), _cpu(lambda: write(2))
        most = peak()
        told = json.loads(next((folder / "files").glob("all/full/*/manifest.json")).read_text("utf-8"))
        theirs = _cpu(lambda: _pymarc(folder, by.gzip)) * BESIDE
    size = sum(each["bytes"] for each in told["files"]) / 1e6
    return Measured(count, full, wall, delta, idle, theirs, size, len(told["oversize"] + told["unencodable"]), most)


def _cpu(job: Callable[[], Any]) -> float:
    start = time.process_time()
    job()
    return time.process_time() - start


def fill(path: Path, count: int) -> None:
    """The corpus as e-books under ids like ours."""
    with tempfile.TemporaryDirectory() as name, sqlite3.connect(path) as store:
        corpus = build(Path(name), count)
        store.execute("CREATE TABLE record (id TEXT PRIMARY KEY, element BLOB)")
        for number, record in enumerate(records_of(corpus.ematerial)):
            element = to_marcxml(record.put(Field("001", f"{number:027}"))).encode()
            store.execute("INSERT INTO record VALUES (?, ?)", (f"{number:027}", element))


def _pymarc(folder: Path, level: int) -> None:
    """One record in `BESIDE`: read, written in both formats, packed, read back."""
    store = sqlite3.connect(folder / "view.db")
    rows = store.execute("SELECT element FROM record WHERE id % ? = 0", (BESIDE,))
    records = [pymarc.parse_xml_to_array(io.BytesIO(element))[0] for (element,) in rows]  # type: ignore[no-untyped-call]
    iso, xml = folder / "theirs.mrc.gz", folder / "theirs.xml.gz"
    with gzip.open(iso, "wb", level) as out:
        out.writelines(each.as_marc() for each in records)
    with gzip.open(xml, "wb", level) as out:
        out.write(b"<collection>")
        out.writelines(pymarc.record_to_xml(each, namespace=True) for each in records)
        out.write(b"</collection>")
    with gzip.open(iso) as stream:
        read = sum(1 for _ in pymarc.MARCReader(stream))
    assert read == len(pymarc.parse_xml_to_array(io.BytesIO(gzip.decompress(xml.read_bytes())))) == len(records)  # type: ignore[no-untyped-call]


def report(count: int, level: int = 0) -> list[bool]:
    """Measure in a process of its own, print what came of it, and whether the goals hold."""
    command = [sys.executable, "-m", "tests.bench.files", "--records", str(count), "--gzip", str(level), "--json"]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, "PYTHONHASHSEED": "0"}
    )
    found = Measured(**json.loads(done.stdout))
    rate, times = found.records / found.full, found.pymarc / found.full
    share = found.delta / found.full
    held = [times >= TIMES, share <= SHARE, found.peak <= MEMORY]
    print(f"\nfile drops: a full one of {found.records:,} records in ISO 2709 and MARCXML, packed and read back")
    print(
        f"  {found.full:.1f} s of CPU, {found.wall:.1f} s in all, {found.megabytes:.0f} MB: {rate:,.0f} records/s CPU"
    )
    print(f"  {found.refused} that a format cannot hold; peak {found.peak:.0f} MB (goal {MEMORY}) {_word(held[2])}")
    print(f"  pymarc, a {BESIDE}th of them: {times:.1f} times as long (goal {TIMES}) {_word(held[0])}")
    print(f"  the delta of one in {CHANGED}: {found.delta:.2f} s, {share:.1%} (goal {SHARE:.0%}) {_word(held[1])}")
    print(f"  nothing changed: {found.idle * 1000:.1f} ms")
    return held


def _word(held: bool) -> str:
    return "ok" if held else "MISSED"


def main(given: Sequence[str] | None = None) -> int:
    """Measure; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=THOUSANDS)
    parser.add_argument("--gzip", type=int, default=0, help="level; 0: as schemas/files.yml says")
    parser.add_argument("--json", action="store_true", help="the figures of this very process, for the report")
    parser.add_argument("--fill", type=Path, help="only make the file of records")
    options = parser.parse_args(given)
    if options.fill:
        fill(options.fill, options.records)
        return 0
    if options.json:
        print(json.dumps(measure(options.records, options.gzip)._asdict()))
        return 0
    return 0 if all(report(options.records, options.gzip)) else 1


if __name__ == "__main__":
    sys.exit(main())
