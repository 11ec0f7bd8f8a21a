"""Dumps → one immutable SQLite file with all vocabularies; its name holds the hash of what is in it.

Facts are staged on disk and grouped by concept there: a dump of a million names takes little memory. A vocabulary
that is not built anew is taken over from the index before.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import orjson

from metadata.errors import SourceError
from metadata.vocabularies.concepts import CIRCLE, Told, Troubles, concept_of
from metadata.vocabularies.declared import Declared
from metadata.vocabularies.fact import CONCEPT, Fact
from metadata.vocabularies.facts import read_facts
from metadata.vocabularies.rows import add, write
from metadata.vocabularies.shelf import digest_of
from metadata.vocabularies.tables import EXCERPTS, fresh, keep_lost, run, take_over
from transforms.vocabulary import Concept, read_excerpt

STRANGER = "a concept of another namespace"
COUNTS = (  # concepts and labels of a vocabulary, but for what is kept only because it was there before
    "SELECT count(*) FROM concept WHERE lost = ''",
    "SELECT count(*) FROM label WHERE uri IN (SELECT uri FROM concept WHERE lost = '')",
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

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(each.path.stat().st_size for each in self.files)


class Built(NamedTuple):
    """What came of one vocabulary."""

    concepts: int
    labels: int
    troubles: Mapping[str, Told]  # in words → how often, and the first ones


def build_part(path: Path, dumps: Dumps) -> Built:
    """Write the index of one vocabulary alone. Raises SourceError when a dump cannot be read; then there is no file."""
    declared, troubles = dumps.declared, Troubles()
    with fresh(path) as connection:
        _stage(connection, dumps, troubles)
        counts = write(connection, _staged(connection, declared, troubles), declared.id, declared.sources)
        run(connection, "DROP TABLE fact")
        _enter(connection, declared, (dumps.version, dumps.mark, dumps.loaded, *counts, dumps.size))
        _look_at_successors(connection, declared, troubles)
    return Built(*counts, troubles.told())


class Amendment(NamedTuple):
    """What a service says of single concepts: it is put into the version before."""

    declared: Declared
    told: Mapping[str, tuple[Fact, ...]]  # URI → all that is said of it; nothing: it is gone
    loaded: str  # ISO 8601


def amend_part(path: Path, amendment: Amendment, before: Path) -> Built:
    """Write the index of one vocabulary alone, of the index before and what is told of some of its concepts anew."""
    declared, troubles = amendment.declared, Troubles()
    digest = hashlib.sha256(
        orjson.dumps(sorted((uri, [each[1:] for each in facts]) for uri, facts in amendment.told.items()))
    )
    with fresh(path) as connection:
        write(connection, _told(amendment, troubles), declared.id, declared.sources)
        take_over(connection, before, lambda name: name == declared.id, but=amendment.told)
        concepts, labels = (int(connection.execute(each).fetchone()[0]) for each in COUNTS)
        version, mark, size = connection.execute("SELECT version, mark, bytes FROM vocabulary").fetchone()
        digest.update(version.encode())
        run(connection, "DELETE FROM vocabulary")
        _enter(connection, declared, (digest.hexdigest()[:16], mark, amendment.loaded, concepts, labels, size))
        _look_at_successors(connection, declared, troubles)
    return Built(concepts, labels, troubles.told())


def _told(amendment: Amendment, troubles: Troubles) -> Iterator[Concept]:
    for uri, facts in sorted(amendment.told.items()):
        if not uri.startswith(amendment.declared.namespaces):
            troubles.note(STRANGER, uri)
        elif (concept := concept_of(uri, facts, amendment.declared, troubles)) is not None:
            yield concept


def assemble(path: Path, parts: Mapping[str, Path], excerpts: Path, before: Path | None) -> None:
    """Write the index of all: these parts by vocabulary, the others from the index before, and what only excerpts have.

    Of a concept that two vocabularies tell of, the first one counts.
    """
    with fresh(path, compact=True) as connection:
        for part in parts.values():
            take_over(connection, part)
        if before is not None:
            take_over(connection, before, lambda name: name not in parts and name != EXCERPTS)
            keep_lost(connection, before, parts)
        for each in sorted(excerpts.glob("*.csv")):
            add(connection, read_excerpt(each), EXCERPTS)
        row = (EXCERPTS, version_of_excerpts(excerpts), "", "", 0, 0, 0, "")
        connection.execute("INSERT INTO vocabulary VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def version_of_excerpts(folder: Path) -> str:
    """16 hexadecimal characters of all excerpts."""
    files = sorted(folder.glob("*.csv"))
    return hashlib.sha256("".join(digest_of(each) for each in files).encode()).hexdigest()[:16]


def _enter(connection: sqlite3.Connection, declared: Declared, told: tuple[str | int, ...]) -> None:
    row = (declared.id, *told, declared.licence)
    connection.execute("INSERT INTO vocabulary VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


# Dumps


def _stage(connection: sqlite3.Connection, dumps: Dumps, troubles: Troubles) -> None:
    """What is said in one place about a URI of the vocabulary, as one row, on disk."""
    run(
        connection,
        "CREATE TABLE fact (uri TEXT, place INTEGER, told BLOB, PRIMARY KEY (uri, place)) WITHOUT ROWID",
    )
    connection.executemany("INSERT INTO fact VALUES (?, ?, ?)", _blocks(dumps, troubles))


def _blocks(dumps: Dumps, troubles: Troubles) -> Iterator[tuple[str, int, bytes]]:
    namespaces, place = dumps.declared.namespaces, 0
    for each in dumps.files:
        for uri, facts in groupby(read_facts(each.path, each.name, each.language), key=itemgetter(0)):
            if uri.startswith(namespaces):
                place += 1
                yield uri, place, _packed(each.name, facts)
            elif any(fact.value == CONCEPT for fact in facts):
                troubles.note(STRANGER, uri)


def _packed(name: str, facts: Iterable[Fact]) -> bytes:
    try:
        return orjson.dumps([each[1:] for each in facts])
    except TypeError as error:  # half of a pair of surrogates, which no text may have
        raise SourceError(f"{name}: {error}") from None


def _staged(connection: sqlite3.Connection, declared: Declared, troubles: Troubles) -> Iterator[Concept]:
    """The staged facts as concepts, one after the other: a concept may stand in several places."""
    rows = connection.cursor().execute("SELECT uri, told FROM fact ORDER BY uri, place")
    for uri, places in groupby(rows, key=itemgetter(0)):
        facts = (Fact(uri, *each) for each in chain.from_iterable(orjson.loads(told) for _, told in places))
        concept = concept_of(uri, facts, declared, troubles)
        if concept is not None:
            yield concept


def _look_at_successors(connection: sqlite3.Connection, declared: Declared, troubles: Troubles) -> None:
    """Report concepts that took the place of each other, and those that do not exist: neither is ever followed."""
    rows = connection.execute("SELECT uri, successors FROM concept WHERE successors != ''")
    following = {uri: several.split() for uri, several in rows}
    for uri in _in_circles({uri: several[0] for uri, several in following.items() if len(several) == 1}):
        troubles.note(CIRCLE, uri)
    for uri, several in following.items():
        for each in several:
            is_ours = each.startswith(declared.namespaces)  # what replaced it may be of another vocabulary
            if is_ours and not connection.execute("SELECT 1 FROM concept WHERE uri = ?", (each,)).fetchone():
                troubles.note("a concept is replaced by one that the dump does not have", f"{uri} → {each}")


def _in_circles(following: Mapping[str, str]) -> Collection[str]:
    """One concept of each circle."""
    done: set[str] = set()
    found = []
    for start in following:
        path: dict[str, None] = {}
        at = start
        while at in following and at not in done and at not in path:
            path[at] = None
            at = following[at]
        if at in path:
            found.append(at)
        done.update(path)
    return found
