"""Concepts as rows of an index.

What a concept is found by is written last and in its order: one after the other, a million names would each be put
somewhere else in a large table.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from metadata.vocabularies.tables import ABOUT, run
from transforms.vocabulary import Concept, canonical, keys_of_label

BATCH = 5_000  # concepts
WAITING = (
    "CREATE TABLE waiting (key TEXT, language TEXT, code TEXT, uri TEXT)",
    "CREATE TABLE meeting (target TEXT, code TEXT, uri TEXT)",
)
NAME_ALL = "INSERT OR IGNORE INTO named SELECT * FROM waiting ORDER BY key, language, code, uri"
NAME_REST = (  # only by what nothing else is called
    "INSERT OR IGNORE INTO named SELECT * FROM waiting w WHERE NOT EXISTS (SELECT 1 FROM named n"
    " WHERE n.key = w.key AND n.language = w.language AND n.code = w.code) ORDER BY key, language, code, uri"
)
MATCH = "INSERT OR IGNORE INTO matching SELECT * FROM meeting ORDER BY target, code, uri"


class Written(NamedTuple):
    """How many."""

    concepts: int = 0
    labels: int = 0


def write(
    connection: sqlite3.Connection,
    concepts: Iterable[Concept],
    vocabulary: str,
    codes: Mapping[str, str] = MappingProxyType({}),
) -> Written:
    """Write concepts of one vocabulary, each of which is new to the index.

    `codes`: language → the name by which its labels are asked for, where that is not the vocabulary's own.
    """
    return _write(connection, concepts, vocabulary, NAME_ALL, codes)


def add(connection: sqlite3.Connection, concepts: Iterable[Concept], vocabulary: str) -> Written:
    """Write those that the index does not have yet; what it has keeps its labels for itself: none becomes ambiguous."""
    return _write(connection, _unknown(connection, concepts), vocabulary, NAME_REST, {})


def _write(
    connection: sqlite3.Connection, concepts: Iterable[Concept], vocabulary: str, name: str, codes: Mapping[str, str]
) -> Written:
    run(connection, *WAITING)
    count = labels = 0
    left = iter(concepts)
    while batch := list(islice(left, BATCH)):
        texts = [row for each in batch for row in _labels(each)]
        for insert, rows in (
            ("INSERT INTO concept VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '')", (_row(x, vocabulary) for x in batch)),
            ("INSERT OR IGNORE INTO label VALUES (?, ?, ?, ?)", (*texts, *(row for x in batch for row in _about(x)))),
            ("INSERT INTO waiting VALUES (?, ?, ?, ?)", (row for each in batch for row in _names(each, codes))),
            ("INSERT INTO meeting VALUES (?, ?, ?)", (row for each in batch for row in _matches(each))),
        ):
            connection.executemany(insert, rows)
        count, labels = count + len(batch), labels + len(texts)
    run(connection, name, MATCH, "DROP TABLE waiting", "DROP TABLE meeting")
    return Written(count, labels)


def _unknown(connection: sqlite3.Connection, concepts: Iterable[Concept]) -> Iterator[Concept]:
    """Those whose URI is new to the index; of two of one URI the first."""
    new: set[str] = set()
    for each in concepts:
        uri = key_of_concept(each)
        if uri not in new and not connection.execute("SELECT 1 FROM concept WHERE uri = ?", (uri,)).fetchone():
            new.add(uri)
            yield each


def key_of_concept(concept: Concept) -> str:
    """The URI, or for what has none (the label of a withdrawn concept) one that no URI can be."""
    return concept.uri or f"_:{concept.vocabulary}:{next(iter(concept.labels.values()), '')}"


def _row(each: Concept, vocabulary: str) -> tuple[str | bool, ...]:
    about = (key_of_concept(each), vocabulary, each.vocabulary, each.kind, each.notation, not each.is_current)
    others = (" ".join(map(canonical, each.following)), " ".join(each.matches), " ".join(each.broader))
    return (*about, *others, each.all_labels, each.all_below)


def _labels(each: Concept) -> Iterator[tuple[str, str, str, str]]:
    uri = key_of_concept(each)
    yield from ((uri, language, "pref", text) for language, text in each.labels.items())
    yield from ((uri, language, "alt", text) for language, several in each.others.items() for text in several)


def _about(each: Concept) -> Iterator[tuple[str, str, str, str]]:
    return ((key_of_concept(each), "", kind, text) for kind in ABOUT for text in getattr(each, f"{kind}s"))


def _names(each: Concept, codes: Mapping[str, str]) -> set[tuple[str, str, str, str]]:
    return {
        (key, language, codes.get(language, each.vocabulary), uri)
        for uri, language, _, text in _labels(each)
        for key in keys_of_label(text, each.kind)
    }


def _matches(each: Concept) -> Iterator[tuple[str, str, str]]:
    return ((canonical(target), each.vocabulary, key_of_concept(each)) for target in each.matches)
