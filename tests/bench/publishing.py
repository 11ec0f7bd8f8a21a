"""A first publication with very many titles and libraries, and the night after: time, memory, and room in the store.

`python -m tests.bench.publishing [--titles N] [--libraries N] [--workers N]` fills a store with records of realistic
skew (tests/bench/match.py) in twelve collections, publishes all of it for libraries with 3 to 8 collections each, opens
every view, and publishes again when one record in a hundred has changed. The goals are those of the house, for 200,000
titles and 280 libraries: three minutes, less than 2 GB of store beyond the records, a night in seconds.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select, text

from metadata.home import Home
from metadata.libraries import Library
from metadata.mint import mint_title_id
from metadata.publish.catalogue import EVERYTHING
from metadata.publish.policies import Policies, policies
from metadata.publish.publication import publish_changes
from metadata.publish.views import StoreCatalogue
from metadata.settings import Settings, shipped
from metadata.store import match_index, records
from metadata.store.tables import delivery, title
from tests.bench import titles
from tests.bench.apart import peak
from tests.bench.match import SEED, Skew
from tests.bench.match import records as made

TITLES, LIBRARIES, WORKERS = 200_000, 280, 2
RECORDS_OF_TITLE = 1.56  # on average, by the skew of the generator
COLLECTIONS = 12
SECONDS, MEGABYTES = 180.0, 2_000.0
VIEWS_OF = (
    "rendering",
    "sqlite_autoindex_rendering",
    "standing",
    "sqlite_autoindex_standing",
    "history",
    "view_profile",
)


def measure(wanted: int, count: int, workers: int) -> list[bool]:
    """Fill, publish, open, change and publish again; prints what it cost."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Settings(Path(folder), shipped("schemas"), shipped("sample_records"), f"sqlite:///{folder}/b.db"))
        by, libraries = policies(home), _libraries(count)
        with home.store.write() as connection:
            _fill(connection, round(wanted * RECORDS_OF_TITLE), by)
        home.workers = workers
        first, wall = _published(home, by, libraries, "2026-11-01T04:00:00Z")
        opened, views = _opened(home, libraries)
        with home.store.write() as connection:
            titles.change(connection, by)
        night, night_wall = _published(home, by, libraries, "2026-11-02T04:00:00Z")
        with home.store.read() as connection:
            held = connection.execute(select(func.count()).select_from(title)).scalar_one()
            beyond = _megabytes(connection, VIEWS_OF)
        home.close()
    most = peak()
    seconds = SECONDS * held / TITLES
    print(f"\na first publication: {held:,} titles, {count} libraries, {workers} workers; {Skew()}, seed {SEED}")
    print(f"  first: {wall:.1f} s, {1e6 * wall / held:.0f} µs a title (goal {seconds:.0f} s)")
    print(f"  of it {first:.1f} s of CPU by the process that reads and writes; peak {most:.0f} MB")
    print(f"  every view opened and counted: {opened:.2f} s of CPU, {views:,} entries")
    print(f"  store beyond the records: {beyond:.0f} MB (goal {MEGABYTES * held / TITLES:.0f} MB)")
    print(f"  the night after, one record in {titles.CHANGED} changed: {night_wall:.1f} s, {night:.1f} s of CPU")
    return [wall <= seconds, beyond <= MEGABYTES * held / TITLES]


def _libraries(count: int) -> dict[str, Library]:
    dice = random.Random(SEED)
    names = [f"c{number}" for number in range(COLLECTIONS)]
    return {
        isil: _library(isil, dice.sample(names, dice.randint(3, 8))) for isil in map("FI-B{:03}".format, range(count))
    }


def _library(isil: str, collections: Sequence[str]) -> Library:
    words = {"fi": "Lainaa", "sv": "Låna", "en": "Borrow"}
    kept = {"isil": isil, "name": words, "acquires": {"collections": collections}, "link_text": words}
    return Library.model_validate(kept)


def _fill(connection: Connection, count: int, by: Policies) -> None:
    """Source records as a commit leaves them, in twelve collections."""
    connection.execute(delivery.insert().values(titles.DELIVERY))
    dice, number, rest = random.Random(SEED), 0, made(count, Skew())
    while batch := list(islice(rest, titles.BATCH)):
        rows = [titles.row(number + place, *each) for place, each in enumerate(batch, 1)]
        records.add(connection, [{**row, "collection": f"c{dice.randrange(COLLECTIONS)}"} for row in rows])
        keyed = {row["id"]: by.match.of(each[0], each[1], each[2]) for row, each in zip(rows, batch, strict=True)}
        match_index.put(connection, keyed)
        number += len(batch)


def _published(home: Home, by: Policies, libraries: Mapping[str, Library], now: str) -> tuple[float, float]:
    """CPU seconds of one publication, of the process that reads and writes, and wall seconds."""
    start, began = time.process_time(), time.perf_counter()
    with home.store.write() as connection:
        publish_changes(connection, {}, libraries, by, mint_title_id, now, home.workers)
    return time.process_time() - start, time.perf_counter() - began


def _opened(home: Home, libraries: Mapping[str, Library]) -> tuple[float, int]:
    """CPU seconds to open every view and count it, and all their entries."""
    start = time.process_time()
    catalogue = StoreCatalogue(home.store, "FI-EMAT", list(libraries))
    views = [catalogue.view(name) for name in catalogue.names()]
    entries = sum(view.count(EVERYTHING) for view in views if view)
    return time.process_time() - start, entries


def _megabytes(connection: Connection, tables: Sequence[str]) -> float:
    """Room of tables and of their indexes."""
    pages: Any = connection.execute(text("SELECT name, SUM(pgsize) FROM dbstat GROUP BY name")).all()
    return sum(size for name, size in pages if name.startswith(tuple(tables))) / 1e6


def main(given: Sequence[str] | None = None) -> int:
    """Measure; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--titles", type=int, default=TITLES)
    parser.add_argument("--libraries", type=int, default=LIBRARIES)
    parser.add_argument("--workers", type=int, default=WORKERS)
    options = parser.parse_args(given)
    return 0 if all(measure(options.titles, options.libraries, options.workers)) else 1


if __name__ == "__main__":
    sys.exit(main())
