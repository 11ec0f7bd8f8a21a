"""What one index says otherwise than another: for people, and for the records that looked something up in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

LABELS = "SELECT uri, language, kind, text FROM {}.label WHERE uri IN (SELECT uri FROM {}.concept WHERE vocabulary = ?)"
CONCEPTS = (
    "SELECT uri, code, kind, notation, deprecated, successors, matches, all_labels, all_below"
    " FROM {}.concept WHERE vocabulary = ?"
)

URIS = {
    "old": "SELECT uri FROM old.concept WHERE vocabulary = ?",
    "main": "SELECT uri FROM main.concept WHERE vocabulary = ?",
}
WIDER = (  # those that match a wanted concept, that one matches, and that one replaced, in both indexes
    "SELECT uri FROM old.matching WHERE target IN wanted",
    "SELECT uri FROM main.matching WHERE target IN wanted",
    "SELECT target FROM old.matching WHERE uri IN wanted",
    "SELECT target FROM main.matching WHERE uri IN wanted",
    "SELECT uri FROM old.concept WHERE deprecated AND successors IN wanted",
    "SELECT uri FROM main.concept WHERE deprecated AND successors IN wanted",
)
KEYS = (
    "SELECT key FROM old.named WHERE uri IN wanted",
    "SELECT key FROM main.named WHERE uri IN wanted",
    "SELECT uri FROM wanted",
)


class Changes(NamedTuple):
    """Concepts by URI: what came, what went, and what is told otherwise."""

    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    reworded: tuple[tuple[str, str, str, str], ...] = ()  # URI, language, preferred label before and now

    @property
    def all(self) -> frozenset[str]:
        """Every concept that is told otherwise."""
        return frozenset((*self.added, *self.gone, *self.changed))


def changes_of(before: Path, after: Path, vocabulary: str) -> Changes:
    """What is different in one vocabulary."""
    with closing(_both(before, after)) as both:
        told = {sql: (sql.format("old", "old"), sql.format("main", "main")) for sql in (CONCEPTS, LABELS)}
        different = {
            row[0]
            for old, new in told.values()
            for first, second in ((old, new), (new, old))
            for row in both.execute(f"{first} EXCEPT {second}", (vocabulary, vocabulary))
        }
        known = {name: {row[0] for row in both.execute(each, (vocabulary,))} for name, each in URIS.items()}
        return Changes(
            tuple(sorted(different - known["old"])),
            tuple(sorted(different - known["main"])),
            tuple(sorted(different & known["old"] & known["main"])),
            tuple(_reworded(both, vocabulary)),
        )


def _reworded(both: sqlite3.Connection, vocabulary: str) -> Iterator[tuple[str, str, str, str]]:
    return both.execute(
        "SELECT new.uri, new.language, old.text, new.text FROM main.label new JOIN old.label old"
        " ON old.uri = new.uri AND old.language = new.language AND old.kind = 'pref' AND old.text != new.text"
        " WHERE new.kind = 'pref' AND new.uri IN (SELECT uri FROM main.concept WHERE vocabulary = ?)"
        " AND old.uri IN (SELECT uri FROM old.concept WHERE vocabulary = ?) ORDER BY 1, 2",
        (vocabulary, vocabulary),
    )


def asked_for(before: Path, after: Path, concepts: frozenset[str]) -> frozenset[str]:
    """What a record may have asked that is answered otherwise now: URIs and labels as they are looked up.

    Beside the concepts themselves, those that match them or were replaced by them: what a withdrawn heading becomes
    depends on them as well.
    """
    with closing(_both(before, after)) as both:
        both.execute("CREATE TEMP TABLE wanted (uri TEXT PRIMARY KEY) WITHOUT ROWID")
        both.executemany("INSERT INTO wanted VALUES (?)", ((each,) for each in sorted(concepts)))
        for each in WIDER:
            both.execute(f"INSERT OR IGNORE INTO wanted {each}")
        return frozenset(row[0] for query in KEYS for row in both.execute(query))


def _both(before: Path, after: Path) -> sqlite3.Connection:
    """Both indexes, read only: the new one as `main`, the one before as `old`."""
    connection = sqlite3.connect(f"file:{after}?mode=ro", uri=True)
    connection.execute("ATTACH ? AS old", (f"file:{before}?mode=ro",))
    return connection
