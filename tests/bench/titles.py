"""A night in which little changed: what matching and merging cost beside a first run over everything.

`python -m tests.bench.titles [--records N]` fills a store with records of realistic skew (tests/bench/match.py), then
publishes all of them, then changes one in a hundred (half of them only in a note, half in their title) and publishes
again. The goal is that of the house: at most 5 % of the CPU of the first run.
"""

from __future__ import annotations

import sys
import tempfile
import time
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, update

from metadata.home import Home
from metadata.mint import mint_title_id
from metadata.publish.policies import Policies, policies
from metadata.publish.publication import publish_changes
from metadata.settings import Settings, shipped
from metadata.store import match_index, records
from metadata.store.tables import delivery, match_edge, match_limit, source_record, title
from tests.bench.apart import figures_of, main, peak
from tests.bench.match import SEED, Skew
from tests.bench.match import records as made
from transforms.record import Field, Record

THOUSANDS = 100_000
QUICK = 10_000
CHANGED = 100  # one record in so many
SHARE = 0.05
BATCH = 1_000
DELIVERY = {
    "id": 1,
    "vendor": "x",
    "name": "1",
    "order_key": "1",
    "size": 1,
    "mtime": "",
    "sha256": "",
    "path": "",
    "kind": "file",
}  # that all records came with


class Measured(NamedTuple):
    """CPU seconds, and what came of it."""

    records: int
    first: float
    night: float
    idle: float
    titles: int
    edges: int
    limits: int
    peak: float

    @property
    def share(self) -> float:
        """The night as a part of the first run."""
        return self.night / self.first


def measure(count: int) -> Measured:
    """Fill a store, publish it, change a little, publish again."""
    with tempfile.TemporaryDirectory() as folder:
        schemas = shipped("schemas")
        home = Home(Settings(Path(folder), schemas, shipped("sample_records"), f"sqlite:///{folder}/bench.db"))
        by = policies(home)
        with home.store.write() as connection:
            _fill(connection, count, by)
        first = _published(home, by, "2026-11-01T04:00:00Z")
        with home.store.write() as connection:
            change(connection, by)
        night = _published(home, by, "2026-11-02T04:00:00Z")
        idle = _published(home, by, "2026-11-03T04:00:00Z")
        with home.store.read() as connection:
            sizes = [
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (title, match_edge, match_limit)
            ]
        home.close()
    most = peak()
    return Measured(count, first, night, idle, *sizes, most)


def _fill(connection: Connection, count: int, by: Policies) -> None:
    """Source records as a commit leaves them."""
    connection.execute(delivery.insert().values(DELIVERY))
    number, rest = 0, made(count, Skew())
    while batch := list(islice(rest, BATCH)):
        rows = [row(number + place, *each) for place, each in enumerate(batch, 1)]
        records.add(connection, rows)
        keyed = {row["id"]: by.match.of(each[0], each[1], each[2]) for row, each in zip(rows, batch, strict=True)}
        match_index.put(connection, keyed)
        number += len(batch)


def row(id: int, record: Record, media: str, vendor: str) -> dict[str, Any]:
    """A source record as the store keeps it."""
    return {
        "id": id, "vendor": vendor, "vendor_id": f"{id:08}", "delivery_id": 1, "position": id, "sha256": b"",
        "made_with": "", "order_key": "1", "deleted": False, "media": media, "collection": vendor, "raw": b"",
        "record": record.pack(), "issues": [], "changed": True,
    }  # fmt: skip


def change(connection: Connection, by: Policies) -> None:
    """One record in a hundred comes again: with a note, or with another title."""
    c = source_record.c
    wanted = select(c.id, c.vendor, c.media, c.record).where(c.id % CHANGED == 0)
    for row in connection.execute(wanted).all():
        record = Record.unpack(row.record)
        if row.id % (2 * CHANGED):
            record = record.add(Field.data("500", "  ", "a", "Uusi."))
        else:
            record = record.map(
                lambda each: Field.data("245", "10", "a", "Toinen painos /") if each.tag == "245" else each
            )
        connection.execute(update(source_record).where(c.id == row.id).values(record=record.pack(), changed=True))
        match_index.put(connection, {row.id: by.match.of(record, row.media, row.vendor)})


def _published(home: Home, by: Policies, now: str) -> float:
    """CPU seconds of one publication."""
    start = time.process_time()
    with home.store.write() as connection:
        publish_changes(connection, {}, {}, by, mint_title_id, now)
    return time.process_time() - start


def report(count: int) -> list[bool]:
    """Measure in a process of its own, print what came of it, and whether the goal holds."""
    found = Measured(**figures_of("tests.bench.titles", count))
    print(f"\nmatching and merging in the store: {found.records:,} source records; made by {Skew()}, seed {SEED}")
    print(f"  first run: {found.first:.1f} s of CPU, {1e6 * found.first / found.records:.0f} µs a record")
    print(f"  a night with one in {CHANGED} changed: {found.night:.2f} s; one without changes: {found.idle:.2f} s")
    print(f"  {found.titles:,} titles, {found.edges:,} edges, {found.limits:,} limits; {found.peak:.0f} MB")
    held = found.share <= SHARE
    print(f"  the night: {100 * found.share:.1f} % (goal {100 * SHARE:.0f} %) {'ok' if held else 'MISSED'}")
    return [held]


if __name__ == "__main__":
    sys.exit(main(__doc__, THOUSANDS, measure, report))
