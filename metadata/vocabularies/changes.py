"""What one index says otherwise than another: for people, and for the records that looked something up in it.

All of it is worked out in SQL and on disk: at its first coming a vocabulary of a million names is nothing but news.
"""

# ruff: noqa: S608  # the queries are put together from the constants of this module alone

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from metadata.errors import PipelineError
from transforms.enrich.lookups import key_of

SHOWN = 10  # examples of each kind of change
CHAIN = 8  # concepts that replaced each other, one after the other, as far as they are followed
LABELS = (
    "SELECT uri, language, kind, text FROM {0}.label WHERE uri IN (SELECT uri FROM {0}.concept WHERE vocabulary = ?1)"
)
CONCEPTS = (
    "SELECT uri, code, kind, notation, deprecated, successors, matches, broader, all_labels, all_below"
    " FROM {0}.concept WHERE vocabulary = ?1"
)
DIFFERENT = "CREATE TEMP TABLE different (uri TEXT PRIMARY KEY) WITHOUT ROWID"
FIND = "INSERT OR IGNORE INTO different SELECT uri FROM ({} EXCEPT {})"
LIVE = "(SELECT uri FROM {}.concept WHERE vocabulary = ?1 AND lost = '')"
NAME = (  # what people know a concept by
    "coalesce((SELECT text FROM {0}.label WHERE uri = {1} AND kind = 'pref'"
    " ORDER BY language != 'fin', language LIMIT 1), '')"
)
OLD, NEW = LIVE.format("old"), LIVE.format("main")
KINDS = {  # kind of change → its rows, each beginning with a URI
    "added": f"SELECT uri, {NAME.format('main', 'd.uri')} FROM different d WHERE uri IN {NEW} AND uri NOT IN {OLD}",
    "gone": f"SELECT uri, {NAME.format('old', 'd.uri')} FROM different d WHERE uri IN {OLD} AND uri NOT IN {NEW}",
    "dropped": (
        f"SELECT uri, {NAME.format('old', 'd.uri')} FROM different d WHERE uri NOT IN {NEW} AND uri IN"
        " (SELECT uri FROM old.concept WHERE vocabulary = ?1 AND lost != '')"
    ),
    "changed": f"SELECT uri, {NAME.format('main', 'd.uri')} FROM different d WHERE uri IN {OLD} AND uri IN {NEW}",
    "relabelled": (
        "SELECT uri, new.language, was.text, new.text FROM different JOIN main.label new USING (uri)"
        " JOIN old.label was USING (uri, language, kind)"
        f" WHERE kind = 'pref' AND was.text != new.text AND uri IN {OLD} AND uri IN {NEW}"
    ),
    "replaced": (
        f"SELECT uri, {NAME.format('old', 'new.uri')}, new.successors, {NAME.format('main', 'new.successors')}"
        " FROM different JOIN main.concept new USING (uri) JOIN old.concept was USING (uri, vocabulary)"
        " WHERE vocabulary = ?1 AND new.deprecated AND NOT was.deprecated"
    ),
    "swapped": (  # preferred labels that were those of another language of their concept before
        "SELECT uri, new.language, new.text FROM different JOIN main.label new USING (uri)"
        " JOIN old.label was USING (uri, language, kind) JOIN old.label other USING (uri, kind, text)"
        " WHERE kind = 'pref' AND was.text != new.text AND other.language != new.language"
        f" AND uri IN {OLD} AND uri IN {NEW}"
    ),
}
HEADINGS = ("gone", "relabelled", "replaced")  # kinds by which a heading goes, gets another form or another concept
TOUCHED = "CREATE TEMP TABLE touched (uri TEXT PRIMARY KEY) WITHOUT ROWID"
USE = (  # a heading is asked for by its URI and by every form of its label: what is asked for most counts
    "CREATE TEMP TABLE use AS SELECT uri, max(times) times FROM"
    " (SELECT uri, key FROM old.named UNION ALL SELECT uri, uri FROM old.concept) asked"
    f" JOIN used.used ON used.key = key_of(asked.key) WHERE uri IN {OLD} GROUP BY uri"
)
REPLACING = (  # those that a wanted concept took the place of
    "SELECT uri FROM old.concept WHERE deprecated AND successors IN wanted",
    "SELECT uri FROM main.concept WHERE deprecated AND successors IN wanted",
)
MATCHING = (  # those that match a wanted concept, and that one matches
    "SELECT uri FROM old.matching WHERE target IN wanted",
    "SELECT uri FROM main.matching WHERE target IN wanted",
    "SELECT target FROM old.matching WHERE uri IN wanted",
    "SELECT target FROM main.matching WHERE uri IN wanted",
)
ASKED = (
    "SELECT key FROM old.named WHERE uri IN wanted UNION SELECT key FROM main.named WHERE uri IN wanted"
    " UNION SELECT uri FROM wanted"
)


class Some(NamedTuple):
    """How many changes of a kind there are, and the first of them as its rows are."""

    total: int = 0
    first: tuple[tuple[str, ...], ...] = ()


class Changes(NamedTuple):
    """What is different in one vocabulary."""

    added: Some = Some()  # URI, label
    gone: Some = Some()  # URI, label; the index keeps them until the next version
    dropped: Some = Some()  # URI, label; gone a version ago
    changed: Some = Some()  # URI, label; whatever it is that is told otherwise
    relabelled: Some = Some()  # URI, language, preferred label before and now
    replaced: Some = Some()  # URI and label of what counts no more, URI and label of what took its place, if any
    swapped: Some = Some()  # URI, language, a label that was that of another language
    touched: int = 0  # concepts whose headings go, get another form or become another concept
    headings: int = 0  # in the stored records, of the vocabulary
    headings_touched: int = 0


def changes_of(before: Path, after: Path, vocabulary: str, used: Path | None = None) -> Changes:
    """What is different in one vocabulary; `used`: how often each key was asked for (write_used)."""
    with both(before, after) as connection:
        connection.execute(DIFFERENT)
        _find(connection, vocabulary)
        found = {kind: _some(connection, query, vocabulary) for kind, query in KINDS.items()}
        connection.execute(TOUCHED)
        for kind in HEADINGS:
            connection.execute(f"INSERT OR IGNORE INTO touched SELECT uri FROM ({KINDS[kind]})", (vocabulary,))
        touched = connection.execute("SELECT count(*) FROM touched").fetchone()[0]
        headings = _in_use(connection, vocabulary, used) if used and touched else (0, 0)
        return Changes(**found, touched=touched, headings=headings[0], headings_touched=headings[1])


def asked_for(before: Path, after: Path, vocabularies: Collection[str]) -> array[int]:
    """The keys (transforms/enrich/lookups.py) of what a record may have asked that is answered otherwise now.

    Beside what is different in these vocabularies, what matches it or was replaced by it, through chains as well: what
    a withdrawn heading becomes depends on it.
    """
    with both(before, after) as connection:
        connection.execute(DIFFERENT)
        for each in vocabularies:
            _find(connection, each)
        connection.execute("ALTER TABLE different RENAME TO wanted")
        _widen(connection, REPLACING, CHAIN)
        _widen(connection, MATCHING)
        _widen(connection, REPLACING, CHAIN)
        return array("q", (key_of(row[0]) for row in connection.execute(ASKED)))


def _widen(connection: sqlite3.Connection, queries: Collection[str], times: int = 1) -> None:
    """Add what the queries find, again and again while they find more."""
    for _ in range(times):
        if not sum(connection.execute(f"INSERT OR IGNORE INTO wanted {each}").rowcount for each in queries):
            return


def write_used(path: Path, times: Iterable[tuple[int, int]]) -> None:
    """Write keys and how often each was asked for as a table beside the indexes."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE used (key INTEGER PRIMARY KEY, times INTEGER NOT NULL)")
        connection.executemany("INSERT INTO used VALUES (?, ?)", times)


def _find(connection: sqlite3.Connection, vocabulary: str) -> None:
    """The concepts about which any answer would be another one."""
    for sql in (CONCEPTS, LABELS):
        old, new = sql.format("old"), sql.format("main")
        for first, second in ((old, new), (new, old)):
            connection.execute(FIND.format(first, second), (vocabulary,))


def _some(connection: sqlite3.Connection, query: str, vocabulary: str) -> Some:
    total = connection.execute(f"SELECT count(*) FROM ({query})", (vocabulary,)).fetchone()[0]
    return Some(
        total, tuple(connection.execute(f"{query} ORDER BY 1, 2 LIMIT {SHOWN}", (vocabulary,))) if total else ()
    )


def _in_use(connection: sqlite3.Connection, vocabulary: str, used: Path) -> tuple[int, int]:
    """Headings of the stored records that are of the vocabulary, and those of them that are touched."""
    connection.create_function("key_of", 1, key_of, deterministic=True)
    connection.execute("ATTACH ? AS used", (f"file:{used}?mode=ro",))
    connection.execute(USE, (vocabulary,))
    row = connection.execute(
        "SELECT coalesce(sum(times), 0), coalesce(sum(CASE WHEN uri IN touched THEN times END), 0) FROM use"
    ).fetchone()
    return int(row[0]), int(row[1])


@contextmanager
def both(before: Path, after: Path) -> Iterator[sqlite3.Connection]:
    """Both indexes, read only: the new one as `main`, the one before as `old`. Raises PipelineError."""
    try:
        with closing(sqlite3.connect(f"file:{after}?mode=ro", uri=True)) as connection:
            connection.execute("ATTACH ? AS old", (f"file:{before}?mode=ro",))
            yield connection
    except sqlite3.Error as error:
        raise PipelineError(f"the indexes of vocabularies cannot be compared: {error}") from error
