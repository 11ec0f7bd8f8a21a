"""The harvests that are kept: one row for each walk over a list, in an SQLite file beside the store.

Servers may only read the store. They write this file, each process for itself and seldom; nothing else depends on it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from metadata.errors import PipelineError

WAIT = 10.0  # seconds, for another process that writes
_COLUMNS = "view, verb, prefix, start, until, within, begun, network, agent"
_TABLE = f"""
CREATE TABLE IF NOT EXISTS harvest (
    view TEXT, verb TEXT, prefix TEXT, start TEXT, until TEXT, within TEXT, begun TEXT, network TEXT, agent TEXT,
    publication INTEGER, total INTEGER, pages INTEGER, records INTEGER, deleted INTEGER, last TEXT,
    PRIMARY KEY ({_COLUMNS})
) WITHOUT ROWID"""
_PUT = """
INSERT INTO harvest VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT DO UPDATE SET
    pages = pages + excluded.pages,
    deleted = CASE WHEN excluded.records >= records THEN excluded.deleted ELSE deleted END,
    records = max(records, excluded.records),
    last = max(last, excluded.last)"""


LARGEST = 65_536  # pages of 4 kB: a million harvests, of three hundred libraries those of some years
_HELD = "SELECT page_count - freelist_count FROM pragma_page_count, pragma_freelist_count"
_SHED = f"""
WITH busiest AS (SELECT network, count(*) AS held FROM harvest GROUP BY network ORDER BY held DESC, network LIMIT 1)
DELETE FROM harvest WHERE ({_COLUMNS}) IN (
    SELECT {_COLUMNS} FROM harvest WHERE network = (SELECT network FROM busiest)
    ORDER BY last LIMIT (SELECT held / 4 + 1 FROM busiest)
)"""  # noqa: S608 - the names are ours

_STATE = "SELECT count(*), min(last), max(last), total(pages), total(records) FROM harvest"  # every page changes it
_READ: dict[Path, tuple[tuple[float | str, ...], list[Harvest]]] = {}  # what was read last, and of which state


class Harvest(NamedTuple):
    """One walk over a list of a view, by one system. Moments are datestamps; what was not asked for is ""."""

    view: str
    verb: str  # ListRecords or ListIdentifiers
    prefix: str
    start: str  # from
    until: str
    set: str
    begun: str  # first request
    network: str  # "192.0.2.0/24"
    agent: str
    publication: int
    total: int  # how many records the list has
    pages: int  # as often as they were asked for
    records: int  # up to the furthest page
    deleted: int  # among them
    last: str  # last request

    @property
    def complete(self) -> bool:
        """True if the last page was asked for."""
        return self.records >= self.total


def keep(path: Path, harvests: Iterable[Harvest], forget_before: str) -> None:
    """Add what was given to what is known of these harvests; forget those that ended before a moment.

    A file that has grown too large loses the oldest of the network that has most of it: who makes up harvests loses his
    own. Raises sqlite3.Error and OSError when the file cannot be written.
    """
    is_new = not path.exists()
    with closing(sqlite3.connect(path, timeout=WAIT, isolation_level=None)) as connection:
        if is_new:
            path.chmod(0o640)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(_TABLE)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(_PUT, harvests)
        connection.execute("DELETE FROM harvest WHERE last < ?", (forget_before,))
        if connection.execute(_HELD).fetchone()[0] > LARGEST:
            connection.execute(_SHED)
        connection.execute("COMMIT")


def kept(path: Path) -> list[Harvest]:
    """Every harvest that is known, by view, then by its beginning. Raises PipelineError when they cannot be read."""
    if not path.exists():
        return []
    with _plain_errors(path), closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as connection:
        state = connection.execute(_STATE).fetchone()
        if _READ.get(path, (None, []))[0] != state:
            rows = connection.execute("SELECT * FROM harvest ORDER BY view, begun, verb")
            _READ[path] = state, [Harvest(*row) for row in rows]
        return list(_READ[path][1])


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise PipelineError(f"the log of harvests {path}: {error}") from None
