"""The tables of an index, a new file of them, and what it takes over from another one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from metadata.errors import PipelineError

FORMAT = 3  # of the tables: an index of another format is built anew
EXCERPTS = "excerpts"  # what is shipped and no dump has, under a name of its own
ABOUT = ("title", "note")  # kinds of text that are no label: what is said of an agent
SCHEMA = (
    """CREATE TABLE concept (
    uri TEXT PRIMARY KEY, vocabulary TEXT NOT NULL, code TEXT NOT NULL, kind TEXT NOT NULL, notation TEXT NOT NULL,
    deprecated INTEGER NOT NULL, successors TEXT NOT NULL, matches TEXT NOT NULL, broader TEXT NOT NULL,
    all_labels INTEGER NOT NULL, all_below INTEGER NOT NULL, lost TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE label (
    uri TEXT NOT NULL, language TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (uri, language, kind, text)) WITHOUT ROWID""",
    """CREATE TABLE named (
    key TEXT NOT NULL, language TEXT NOT NULL, code TEXT NOT NULL, uri TEXT NOT NULL,
    PRIMARY KEY (key, language, code, uri)) WITHOUT ROWID""",
    """CREATE TABLE matching (
    target TEXT NOT NULL, code TEXT NOT NULL, uri TEXT NOT NULL, PRIMARY KEY (target, code, uri)) WITHOUT ROWID""",
    """CREATE TABLE vocabulary (
    id TEXT PRIMARY KEY, version TEXT NOT NULL, mark TEXT NOT NULL, loaded TEXT NOT NULL, concepts INTEGER NOT NULL,
    labels INTEGER NOT NULL, bytes INTEGER NOT NULL, licence TEXT NOT NULL) WITHOUT ROWID""",
)
TAKE = (
    "INSERT INTO concept SELECT * FROM old.concept WHERE uri IN taken",
    "INSERT INTO label SELECT * FROM old.label WHERE uri IN taken",
    "INSERT INTO named SELECT * FROM old.named WHERE uri IN taken",
    "INSERT INTO matching SELECT * FROM old.matching WHERE uri IN taken",
)
TAKEN = "CREATE TEMP TABLE taken (uri TEXT PRIMARY KEY) WITHOUT ROWID"
OF_VOCABULARY = (
    "INSERT INTO taken SELECT uri FROM old.concept WHERE vocabulary = ? AND uri NOT IN (SELECT uri FROM main.concept)"
)
KEEP = (  # as it was; but a label that something else has now finds that alone
    "INSERT INTO concept SELECT uri, vocabulary, code, kind, notation, deprecated, successors, matches, broader,"
    " all_labels, all_below, (SELECT version FROM main.vocabulary v WHERE v.id = c.vocabulary) FROM old.concept c"
    " WHERE uri IN taken",
    "INSERT INTO label SELECT * FROM old.label WHERE uri IN taken",
    "INSERT INTO named SELECT * FROM old.named was WHERE uri IN taken AND NOT EXISTS"
    " (SELECT 1 FROM main.named now WHERE now.key = was.key AND now.language = was.language AND now.code = was.code"
    " AND now.uri NOT IN taken)",
    "INSERT INTO matching SELECT * FROM old.matching WHERE uri IN taken",
)
Wanted = Callable[[str], bool]


@contextmanager
def fresh(path: Path, *, compact: bool = False) -> Iterator[sqlite3.Connection]:
    """A new file with the tables; there is none when anything fails. Raises PipelineError when our disk fails.

    `compact`: it is put in order at the end, to be read often.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        try:
            run(connection, "PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-64000", *SCHEMA)
            run(connection, "BEGIN")
            yield connection
            run(connection, f"PRAGMA user_version={FORMAT}", "COMMIT", *(("VACUUM",) if compact else ()))
        except sqlite3.Error as error:
            path.unlink(missing_ok=True)
            raise PipelineError(f"an index of vocabularies cannot be written: {error}") from error
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def run(connection: sqlite3.Connection, *statements: str) -> None:
    """Execute statements without values."""
    for each in statements:
        connection.execute(each)


def take_over(connection: sqlite3.Connection, other: Path, wanted: Wanted = bool, but: Collection[str] = ()) -> None:
    """The wanted vocabularies of another index, but for some URIs; a concept that is here already stays as it is."""
    with _attached(connection, other):
        names = [row[0] for row in connection.execute("SELECT id FROM old.vocabulary ORDER BY id")]
        for name in filter(wanted, names):
            with _taken(connection, name):
                connection.executemany("DELETE FROM taken WHERE uri = ?", ((each,) for each in but))
                run(connection, *TAKE)
            connection.execute("INSERT INTO vocabulary SELECT * FROM old.vocabulary WHERE id = ?", (name,))


def keep_lost(connection: sqlite3.Connection, before: Path, vocabularies: Collection[str]) -> None:
    """Concepts that new versions have no more stay for that one version, marked with it."""
    with _attached(connection, before):
        for name in vocabularies:
            with _taken(connection, name):
                connection.execute("DELETE FROM taken WHERE uri IN (SELECT uri FROM old.concept WHERE lost != '')")
                run(connection, *KEEP)


@contextmanager
def _taken(connection: sqlite3.Connection, vocabulary: str) -> Iterator[None]:
    """A table of the URIs of a vocabulary in the other index that are not here."""
    run(connection, TAKEN)
    connection.execute(OF_VOCABULARY, (vocabulary,))
    yield
    run(connection, "DROP TABLE taken")


@contextmanager
def _attached(connection: sqlite3.Connection, other: Path) -> Iterator[None]:
    """Another index as `old`; a transaction may not be open while it comes and goes."""
    run(connection, "COMMIT")
    connection.execute("ATTACH ? AS old", (str(other),))
    run(connection, "BEGIN")
    yield
    run(connection, "COMMIT", "DETACH old", "BEGIN")
