"""The index as those who refine see it: read only, one file, answers remembered.

It stands in for the excerpt (transforms/vocabulary.py): the same questions, the same kind of answers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from metadata.errors import ConfigError
from metadata.vocabularies.tables import ABOUT, EXCERPTS, FORMAT
from transforms.vocabulary import Concept, canonical, folded

REMEMBERED = 8_192  # answers of each kind that a worker keeps: some 20 MB at the most
LONGEST_CHAIN = 8  # of concepts that replaced each other
NOWHERE = "_:"  # begins the key of a concept without a URI


class Version(NamedTuple):
    """One vocabulary in an index."""

    id: str
    version: str
    mark: str
    loaded: str
    concepts: int
    labels: int
    bytes: int  # of its dumps
    licence: str


class Index:
    """All vocabularies of one file."""

    def __init__(self, path: Path) -> None:
        """Open an index; raises ConfigError where it is none of ours."""
        self.path = path
        try:
            # immutable: nobody writes this file, so neither locks nor a journal are looked for
            self._connection = sqlite3.connect(
                f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False, isolation_level=None
            )
            found = self._connection.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.Error as error:
            raise ConfigError(f"{path}: no index of vocabularies: {error}") from None
        if found != FORMAT:
            raise ConfigError(f"{path}: an index of another release: run emat vocabularies refresh")
        self._by_uri = lru_cache(REMEMBERED)(self._concept)
        self._by_label = lru_cache(REMEMBERED)(self._named)
        self._by_match = lru_cache(REMEMBERED)(self._matching)
        self._by_kind = lru_cache(REMEMBERED)(self._has_kind)

    def concept(self, uri: str) -> Concept | None:
        """The concept of a URI in any of its written forms; None for one that is not known."""
        return self._by_uri(canonical(uri))

    def named(self, vocabulary: str, language: str, label: str) -> tuple[Concept, ...]:
        """Concepts with this label, preferred or not, with or without a qualifier behind it."""
        return self._by_label(vocabulary, language, folded(label))

    def matching(self, uri: str, vocabulary: str) -> tuple[Concept, ...]:
        """Concepts of a vocabulary that are, or are close to, the concept of a URI in another one."""
        return self._by_match(canonical(uri), vocabulary)

    def labelled(self, label: str) -> tuple[Concept, ...]:
        """Concepts with this label in any vocabulary and language; asked by people, and not remembered."""
        return self._all("SELECT DISTINCT uri FROM named WHERE key = ? ORDER BY code, uri", folded(label))

    def is_whole(self, vocabulary: str, kind: str = "") -> bool:
        """True for a vocabulary that was loaded from a dump; for a kind, where a dump had concepts of it."""
        return vocabulary in self._loaded and (not kind or self._by_kind(vocabulary, kind))

    def holds(self, vocabulary: str) -> bool:
        """True where at least one concept of a vocabulary is here."""
        query = "SELECT 1 FROM concept WHERE code = ? LIMIT 1"
        return self._connection.execute(query, (vocabulary,)).fetchone() is not None

    @cached_property
    def _loaded(self) -> frozenset[str]:
        return frozenset(self.versions()) - {EXCERPTS}

    def versions(self) -> Mapping[str, Version]:
        """The vocabularies that were loaded from dumps, by id."""
        rows = self._connection.execute("SELECT * FROM vocabulary ORDER BY id")
        return {each.id: each for each in map(Version._make, rows)}

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def _has_kind(self, vocabulary: str, kind: str) -> bool:
        query = "SELECT 1 FROM concept WHERE code = ? AND kind = ? AND vocabulary != ? LIMIT 1"
        return self._connection.execute(query, (vocabulary, kind, EXCERPTS)).fetchone() is not None

    def _concept(self, uri: str) -> Concept | None:
        row = self._connection.execute("SELECT * FROM concept WHERE uri = ?", (uri,)).fetchone()
        return None if row is None else self._made(row)

    def _named(self, vocabulary: str, language: str, key: str) -> tuple[Concept, ...]:
        query = "SELECT uri FROM named WHERE key = ? AND language = ? AND code = ?"
        return self._all(query, key, language, vocabulary)

    def _matching(self, uri: str, vocabulary: str) -> tuple[Concept, ...]:
        return self._all("SELECT uri FROM matching WHERE target = ? AND code = ?", uri, vocabulary)

    def _all(self, query: str, *values: str) -> tuple[Concept, ...]:
        found = (self._by_uri(row[0]) for row in self._connection.execute(query, values).fetchall())
        return tuple(each for each in found if each is not None)

    def _made(self, row: tuple[str, ...]) -> Concept:
        uri, _, code, kind, notation, deprecated, successors, matches, broader, all_labels, all_below, _ = row
        labels: dict[str, str] = {}
        others: dict[str, tuple[str, ...]] = {}
        about: dict[str, tuple[str, ...]] = {}
        query = "SELECT language, kind, text FROM label WHERE uri = ?"
        for language, sort, text in self._connection.execute(query, (uri,)):
            if sort == "pref":
                labels[language] = text
            elif sort in ABOUT:
                about[sort] = (*about.get(sort, ()), text)
            else:
                others[language] = (*others.get(language, ()), text)
        return Concept(
            uri="" if uri.startswith(NOWHERE) else uri,
            vocabulary=code,
            kind=kind,
            labels=labels,
            others=others,
            matches=tuple(matches.split()),
            replaced_by=self._end_of(uri, successors),
            all_labels=bool(all_labels),
            all_below=bool(all_below),
            notation=notation,
            deprecated=bool(deprecated),
            successors=tuple(successors.split()),
            broader=tuple(broader.split()),
            titles=about.get("title", ()),
            notes=about.get("note", ()),
        )

    def _end_of(self, uri: str, successors: str) -> str:
        """The one concept that took the place of another, through a chain; "" for none, several, or a circle."""
        seen = {uri}
        for _ in range(LONGEST_CHAIN):
            following = successors.split()
            if len(following) != 1 or following[0] in seen:
                return ""
            seen.add(following[0])
            row = self._connection.execute(
                "SELECT deprecated, successors FROM concept WHERE uri = ?", (following[0],)
            ).fetchone()
            if row is None:
                return ""
            if not row[0]:
                return following[0]
            successors = row[1]
        return ""
