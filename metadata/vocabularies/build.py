"""Dumps → one immutable SQLite file with all vocabularies; its name holds the hash of what is in it.

Facts are staged on disk and grouped by concept there: a dump of a million names takes little memory. A vocabulary
that is not built anew is taken over from the index before.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from metadata.vocabularies.agents import identifiers_of, notes_of, titles_of
from metadata.vocabularies.declared import Declared
from metadata.vocabularies.facts import LABELS, SKOS, Fact, read_facts
from metadata.vocabularies.shelf import digest_of
from transforms.vocabulary import AGENTS, Concept, canonical, keys_of_label, read_excerpt

FORMAT = 2  # of the tables: an index of another format is built anew
BATCH = 10_000
ABOUT = ("title", "note")  # kinds of text that are no label: what is said of an agent
EXCERPTS = "excerpts"  # what is shipped and no dump has, under a name of its own
SHOWN = 10  # of each kind of trouble
SCHEMA = (
    """CREATE TABLE concept (
    uri TEXT PRIMARY KEY, vocabulary TEXT NOT NULL, code TEXT NOT NULL, kind TEXT NOT NULL, notation TEXT NOT NULL,
    deprecated INTEGER NOT NULL, successors TEXT NOT NULL, matches TEXT NOT NULL, broader TEXT NOT NULL,
    all_labels INTEGER NOT NULL, all_below INTEGER NOT NULL) WITHOUT ROWID""",
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
    labels INTEGER NOT NULL, licence TEXT NOT NULL) WITHOUT ROWID""",
)

TAKEN = (
    "CREATE TEMP TABLE taken AS SELECT uri FROM old.concept"
    " WHERE vocabulary = ? AND uri NOT IN (SELECT uri FROM main.concept)"
)
TAKE = (
    "INSERT INTO concept SELECT * FROM old.concept WHERE uri IN taken",
    "INSERT INTO label SELECT * FROM old.label WHERE uri IN taken",
    "INSERT INTO named SELECT * FROM old.named WHERE uri IN taken",
    "INSERT INTO matching SELECT * FROM old.matching WHERE uri IN taken",
)


class Arrived(NamedTuple):
    """A dump as a file of ours."""

    path: Path
    name: str  # as its source calls it
    language: str  # of its labels, where it does not say so itself


class Dumps(NamedTuple):
    """The files of one vocabulary."""

    declared: Declared
    files: tuple[Arrived, ...]
    mark: str  # by which the source knows this version: ETag or the like
    loaded: str  # ISO 8601

    @property
    def version(self) -> str:
        """16 hexadecimal characters of all its files."""
        return hashlib.sha256("".join(digest_of(each.path) for each in self.files).encode()).hexdigest()[:16]


class Built(NamedTuple):
    """What came of one vocabulary."""

    concepts: int
    labels: int
    troubles: Mapping[str, tuple[int, tuple[str, ...]]]  # in words → how often, and the first ones


class Troubles:
    """What is wrong in a dump: counted, and the first of each kind kept."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first: dict[str, list[str]] = {}

    def note(self, words: str, what: str) -> None:
        """One more."""
        self._counts[words] += 1
        if len(first := self._first.setdefault(words, [])) < SHOWN:
            first.append(what[:200])

    def told(self) -> dict[str, tuple[int, tuple[str, ...]]]:
        """In words → how often, and the first ones."""
        return {words: (count, tuple(self._first[words])) for words, count in self._counts.items()}


def build_part(path: Path, dumps: Dumps) -> Built:
    """Write the index of one vocabulary alone. Raises SourceError when a dump cannot be read; then there is no file."""
    with _new(path) as connection:
        return _vocabulary(connection, dumps)


def assemble(path: Path, parts: Mapping[str, Path], excerpts: Path, before: Path | None) -> None:
    """Write the index of all: these parts by vocabulary, the others from the index before, and what only excerpts have.

    Of a concept that two vocabularies tell of, the first one counts.
    """
    with _new(path) as connection:
        for part in parts.values():
            _take_over(connection, part, without=())
        if before is not None:
            _take_over(connection, before, without={*parts, EXCERPTS})
        for each in sorted(excerpts.glob("*.csv")):
            _write(connection, read_excerpt(each), EXCERPTS)
        row = (EXCERPTS, version_of_excerpts(excerpts), "", "", 0, 0, "")
        connection.execute("INSERT INTO vocabulary VALUES (?, ?, ?, ?, ?, ?, ?)", row)


def version_of_excerpts(folder: Path) -> str:
    """16 hexadecimal characters of all excerpts."""
    files = sorted(folder.glob("*.csv"))
    return hashlib.sha256("".join(digest_of(each) for each in files).encode()).hexdigest()[:16]


@contextmanager
def _new(path: Path) -> Iterator[sqlite3.Connection]:
    """A new file with the tables; there is none when anything fails."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        try:
            _run(connection, "PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA cache_size=-64000", *SCHEMA)
            _run(connection, "BEGIN")
            yield connection
            _run(connection, f"PRAGMA user_version={FORMAT}", "COMMIT", "ANALYZE", "VACUUM")
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def _run(connection: sqlite3.Connection, *statements: str) -> None:
    for each in statements:
        connection.execute(each)


def _vocabulary(connection: sqlite3.Connection, dumps: Dumps) -> Built:
    """Read and write one vocabulary."""
    declared, troubles = dumps.declared, Troubles()
    _stage(connection, dumps, troubles)
    counts = _write(connection, _concepts(connection, declared, troubles), declared.id)
    connection.execute("DROP TABLE fact")
    row = (declared.id, dumps.version, dumps.mark, dumps.loaded, *counts, declared.licence)
    connection.execute("INSERT INTO vocabulary VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    return Built(*counts, troubles.told())


def _stage(connection: sqlite3.Connection, dumps: Dumps, troubles: Troubles) -> None:
    """Every fact about a URI of the vocabulary, on disk."""
    connection.execute("CREATE TEMP TABLE fact (uri TEXT, field TEXT, value TEXT, language TEXT)")
    waiting: list[Fact] = []
    namespaces = dumps.declared.namespaces

    def flush() -> None:
        connection.executemany("INSERT INTO fact VALUES (?, ?, ?, ?)", waiting)
        waiting.clear()

    def take(fact: Fact) -> None:
        if not fact.uri.startswith(namespaces):
            if fact.field == "type" and fact.value == f"{SKOS}Concept":
                troubles.note("a concept of another namespace", fact.uri)
            return
        waiting.append(fact)
        if len(waiting) >= BATCH:
            flush()

    for each in dumps.files:
        read_facts(each.path, each.name, each.language, take)
    flush()


def _concepts(connection: sqlite3.Connection, declared: Declared, troubles: Troubles) -> Iterator[Concept]:
    """The staged facts as concepts, one after the other."""
    rows = connection.cursor().execute("SELECT DISTINCT uri, field, value, language FROM fact ORDER BY uri, rowid")
    for uri, facts in groupby(rows, key=itemgetter(0)):
        found: dict[str, list[tuple[str, str]]] = {}
        for _, field, value, language in facts:
            found.setdefault(field, []).append((value, language))
        concept = _concept(uri, found, declared, troubles)
        if concept is not None:
            yield concept


def _concept(
    uri: str, found: Mapping[str, list[tuple[str, str]]], declared: Declared, troubles: Troubles
) -> Concept | None:
    """One concept of what a dump says about it; None for what is none: a scheme, a group, a bare mention."""
    values = {field: tuple(value for value, _ in pairs) for field, pairs in found.items()}
    types = frozenset(values.get("type", ()))
    deprecated = any(each.lower() in ("true", "1") for each in values.get("deprecated", ()))
    is_agent = declared.kind in AGENTS
    if f"{SKOS}Concept" not in types and not (is_agent and (deprecated or "replaced" in values)):
        return None  # of an agent that was merged KANTO says nothing but by whom it was replaced
    deprecated = deprecated or f"{SKOS}Concept" not in types
    labels = _preferred(uri, found.get("pref", []), declared, troubles)
    if not labels and not deprecated:
        troubles.note("a concept without a preferred label in a language that is kept", uri)
    return Concept(
        uri=uri,
        vocabulary=declared.source,
        kind=declared.kind_of(uri, types),
        labels=labels,
        others=_alternative(found, declared),
        matches=(*values.get("exact", ()), *values.get("close", ()), *identifiers_of(values.get("identifier", ()))),
        replaced_by="",
        all_labels=declared.complete,
        all_below=declared.complete and declared.kind == "class",
        notation=next(iter(values.get("notation", ())), ""),
        deprecated=deprecated,
        successors=tuple(each for each in values.get("replaced", ()) if each != uri),
        broader=values.get("broader", ()),
        titles=titles_of(values.get("source", ())) if is_agent else (),
        notes=notes_of(values.get("note", ())) if is_agent else (),
    )


def _preferred(uri: str, pairs: list[tuple[str, str]], declared: Declared, troubles: Troubles) -> dict[str, str]:
    """One preferred label for each language that is kept; a second one is reported and left out."""
    labels: dict[str, str] = {}
    for text, language in pairs:
        language = language or declared.unsaid
        if language not in declared.languages:
            troubles.note(f"a label in a language that is not kept: {language or 'none'}", f"{uri} {text}")
        elif language in labels and labels[language] != text:
            troubles.note("two preferred labels in one language", f"{uri} {labels[language]} / {text}")
        else:
            labels[language] = text
    return labels


def _alternative(found: Mapping[str, list[tuple[str, str]]], declared: Declared) -> dict[str, tuple[str, ...]]:
    others: dict[str, tuple[str, ...]] = {}
    for field in LABELS[1:]:
        for text, said in found.get(field, ()):
            language = said or declared.unsaid
            if language in declared.languages:
                others[language] = (*others.get(language, ()), text)
    return others


def _take_over(connection: sqlite3.Connection, other: Path, without: Collection[str]) -> None:
    """The vocabularies of another index, but for some; none of an index of another format."""
    _run(connection, "COMMIT")
    connection.execute("ATTACH ? AS old", (str(other),))
    _run(connection, "BEGIN")
    if connection.execute("PRAGMA old.user_version").fetchone()[0] == FORMAT:
        for name in [row[0] for row in connection.execute("SELECT id FROM old.vocabulary") if row[0] not in without]:
            connection.execute(TAKEN, (name,))
            _run(connection, *TAKE)
            connection.execute("INSERT INTO vocabulary SELECT * FROM old.vocabulary WHERE id = ?", (name,))
            _run(connection, "DROP TABLE taken")
    _run(connection, "COMMIT", "DETACH old", "BEGIN")


def _key(concept: Concept) -> str:
    """The URI, or for what has none (the label of a withdrawn concept) one that no URI can be."""
    return concept.uri or f"_:{concept.vocabulary}:{next(iter(concept.labels.values()), '')}"


def _write(connection: sqlite3.Connection, concepts: Iterable[Concept], vocabulary: str) -> tuple[int, int]:
    """Write concepts of one vocabulary; returns how many they are, and how many labels they have."""
    count = labels = 0
    for each in concepts:
        uri, code = _key(each), each.vocabulary
        successors = each.successors or ((each.replaced_by,) if each.replaced_by else ())
        about = (uri, vocabulary, code, each.kind, each.notation, each.deprecated or bool(successors))
        others = (" ".join(successors), " ".join(each.matches), " ".join(each.broader), each.all_labels, each.all_below)
        cursor = connection.execute(
            "INSERT OR IGNORE INTO concept VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", about + others
        )
        if not cursor.rowcount:
            continue  # known by another vocabulary of the same namespace
        texts = [(uri, language, "pref", text) for language, text in each.labels.items()]
        texts += [(uri, language, "alt", text) for language, several in each.others.items() for text in several]
        keys = {(key, language, code, uri) for _, language, _, text in texts for key in keys_of_label(text, each.kind)}
        texts += [(uri, "", kind, text) for kind in ABOUT for text in getattr(each, f"{kind}s")]
        connection.executemany("INSERT OR IGNORE INTO label VALUES (?, ?, ?, ?)", texts)
        connection.executemany("INSERT OR IGNORE INTO named VALUES (?, ?, ?, ?)", sorted(keys))
        targets = ((canonical(target), code, uri) for target in each.matches)
        connection.executemany("INSERT OR IGNORE INTO matching VALUES (?, ?, ?)", targets)
        count, labels = count + 1, labels + len(texts)
    return count, labels
