"""The other channels: what the order of a large view costs, a page of it, a line, the statements about a title.

`python -m tests.bench.feeds [--titles N]`. The order is of made entries, the rest of records of the corpus made into
e-books. CPU time of this process; memory as Python counts what it allocates.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from metadata.publish.catalogue import Entry
from metadata.publish.feeds.order import EVERY, Order, arrange
from metadata.settings import shipped
from tests.bench.corpus import build, records_of
from transforms.formats import kbart, opds
from transforms.formats.ntriples import ntriples
from transforms.formats.schema_org import SchemaOrg, graph
from transforms.formats.schema_org.title import Title
from transforms.record import Field, Record

MILLION = 1_000_000
QUICK = 50_000
RECORDS = 2_000
SITE, AT = "https://a.example/", "2026-11-01T04:00:00Z"
ORDER = 10  # microseconds a title, once while a view does not change
ROOM = 64  # bytes a title, as long as its view is among those kept
PAGE = 1  # milliseconds for the ids of the last page of a hundred
EACH = {"OPDS publication": 400, "KBART line": 150, "N-Triples of a title": 700}  # microseconds


def report(titles: int) -> list[bool]:
    """Measure, print, and whether the goals hold."""
    order, cost, room = _order(titles)
    page = _cpu(lambda: [order.newest(EVERY, order.count() - 100, 100) for _ in range(100)]) * 10
    print(f"\nfeeds: the order of a view of {titles:,} titles")
    print(f"  {cost:.1f} us a title (goal {ORDER}), {room:.0f} bytes kept of each (goal {ROOM})")
    print(f"  the ids of its last page of a hundred: {page:.3f} ms (goal {PAGE})")
    held = [cost <= ORDER, room <= ROOM, page <= PAGE]
    for name, found in _each():
        held.append(found <= EACH[name])
        print(f"  {name}: {found:.0f} us (goal {EACH[name]}): {'holds' if held[-1] else 'MISSED'}")
    return held


def _order(titles: int) -> tuple[Order, float, float]:
    """An order, microseconds and bytes a title."""
    made: list[Order] = []
    spent = _cpu(lambda: made.append(arrange(_entries(titles)))) - _cpu(lambda: list(map(len, _entries(titles))))
    few = min(titles, QUICK)  # counting what is allocated takes its time
    tracemalloc.start()
    small = arrange(_entries(few))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return made[0], spent / titles * 1e6, kept / len(small)


def _entries(titles: int) -> Iterator[Entry]:
    """A first publication of most, then nights; one in fifty is deleted."""
    kinds = [(f"type:{media}", f"lang:{code}") for media in ("ebook", "eaudiobook") for code in ("fin", "swe", "eng")]
    for number in range(titles):
        first = "2026-11-01" if number % 10 else f"2027-{number % 12 + 1:02}-{number % 28 + 1:02}"
        yield Entry(AT, f"{number * 7919 % 10**9:027}", not number % 50, kinds[number % len(kinds)], (), first)


def _each() -> Iterator[tuple[str, float]]:
    """(what, microseconds for one title)."""
    words = SchemaOrg.load(shipped("schemas"))
    with tempfile.TemporaryDirectory() as name:
        records = [each.put(Field("001", f"{n:027}")) for n, each in enumerate(_records(Path(name)))]
    place, printed = opds.Place(SITE, SITE, SITE), frozenset(("painettu:",))
    jobs: dict[str, Callable[[Record], Any]] = {
        "OPDS publication": lambda record: opds.publication(Title(record, SITE, words), AT, place),
        "KBART line": lambda record: kbart.line(kbart.Holding(record, SITE, "FI-EMAT", printed)),
        "N-Triples of a title": lambda record: ntriples(graph(record, SITE, words)),
    }
    for what, job in jobs.items():
        yield what, _cpu(lambda job=job: list(map(job, records))) / len(records) * 1e6  # type: ignore[misc]


def _records(folder: Path) -> Iterator[Record]:
    return records_of(build(folder, RECORDS).ematerial)


def _cpu(job: Callable[[], Any]) -> float:
    start = time.process_time()
    job()
    return time.process_time() - start


def main(given: Sequence[str] | None = None) -> int:
    """Measure; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--titles", type=int, default=MILLION)
    return 0 if all(report(parser.parse_args(given).titles)) else 1


if __name__ == "__main__":
    sys.exit(main())
