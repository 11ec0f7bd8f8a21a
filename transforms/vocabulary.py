"""Vocabularies: concepts of YSO, SLM, YKL and the thesauri they replaced, looked up by URI or by label.

The Excerpt reads schemas/vocabularies once, when it is first asked; then every look-up is one of a dict. What it does
not hold it does not know: no answer is no statement about the vocabulary. å, ä and ö are letters of their own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar
from unicodedata import normalize

Key = TypeVar("Key")

LANGUAGES = ("fin", "swe", "eng", "sme")
YSO, SLM, YKL, KANTO = "yso", "slm", "ykl", "finaf"
YKL_URI = "http://urn.fi/URN:NBN:fi:au:ykl:"  # a notation follows


class Concept(NamedTuple):
    """One concept as its vocabulary knows it."""

    uri: str  # "" where only the label of a withdrawn concept is known
    vocabulary: str  # yso, slm, ykl, ysa, allars
    kind: str  # concept, place, time, genre or class
    labels: Mapping[str, str]  # the preferred one by language
    others: Mapping[str, tuple[str, ...]]  # alternative ones by language
    matches: tuple[str, ...] = ()  # URIs of what it is in another vocabulary
    replaced_by: str = ""  # URI of the concept that took its place
    all_labels: bool = False  # no alternative label is missing here
    all_below: bool = False  # of a class: every class right below it is known
    notation: str = ""  # of a class or category: "84.2"
    deprecated: bool = False
    successors: tuple[str, ...] = ()  # URIs of all that took its place; `replaced_by` is set where it is one
    broader: tuple[str, ...] = ()

    def names(self, language: str) -> tuple[str, ...]:
        """The labels of a language, the preferred one first."""
        first = self.labels.get(language)
        return ((first,) if first else ()) + self.others.get(language, ())


class Vocabulary(Protocol):
    """What rules ask of vocabularies. An index of all of Finto may stand in for the excerpt."""

    def concept(self, uri: str) -> Concept | None:
        """The concept of a URI in any of its written forms; None for one that is not known."""

    def named(self, vocabulary: str, language: str, label: str) -> tuple[Concept, ...]:
        """Concepts with this label, preferred or not, whatever its case; also those told apart by a qualifier.

        "sota" gives "sota (toiminta)": more than one answer means that the label is ambiguous.
        """

    def matching(self, uri: str, vocabulary: str) -> tuple[Concept, ...]:
        """Concepts of a vocabulary that are, or are close to, the concept of a URI in another one."""


class Excerpt:
    """The concepts of a folder of CSV files, each named for its vocabulary."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def concept(self, uri: str) -> Concept | None:
        """The concept of a URI in any of its written forms; None for one that is not known."""
        return self._by_uri.get(uri) or self._by_uri.get(canonical(uri))

    def named(self, vocabulary: str, language: str, label: str) -> tuple[Concept, ...]:
        """Concepts with this label, preferred or not, with or without a qualifier behind it."""
        return self._by_label.get((vocabulary, language, folded(label)), ())

    def matching(self, uri: str, vocabulary: str) -> tuple[Concept, ...]:
        """Concepts of a vocabulary that are, or are close to, the concept of a URI in another one."""
        return self._by_match.get((canonical(uri), vocabulary), ())

    @cached_property
    def _concepts(self) -> tuple[Concept, ...]:
        return tuple(each for path in sorted(self.folder.glob("*.csv")) for each in read_excerpt(path))

    @cached_property
    def _by_uri(self) -> Mapping[str, Concept]:
        return {each.uri: each for each in self._concepts if each.uri}

    @cached_property
    def _by_label(self) -> Mapping[tuple[str, str, str], tuple[Concept, ...]]:
        return _grouped(
            ((each.vocabulary, language, key), each)
            for each in self._concepts
            for language in LANGUAGES
            for key in {key for name in each.names(language) for key in (folded(name), bare(folded(name)))}
        )

    @cached_property
    def _by_match(self) -> Mapping[tuple[str, str], tuple[Concept, ...]]:
        return _grouped(((uri, each.vocabulary), each) for each in self._concepts for uri in each.matches)


def is_class(vocabulary: Vocabulary, notation: str) -> bool | None:
    """Whether YKL has a notation; None where that is not known, or its end may come from the auxiliary tables."""
    if vocabulary.concept(YKL_URI + notation) is not None:
        return True
    for length in range(len(notation) - 1, 0, -1):
        above = vocabulary.concept(YKL_URI + notation[:length])
        if above is not None:
            return False if above.all_below and notation[length:].lstrip(".")[:1] != "0" else None
    return None


@lru_cache(maxsize=4096)
def canonical(uri: str) -> str:
    """A URI as Finto writes it: http and no blanks around it; "https://www.yso.fi/onto/yso/p5131 " before."""
    return uri.strip().replace("https://", "http://", 1)


def folded(label: str) -> str:
    """A label for comparing: NFC, without regard to case; diacritics count."""
    return normalize("NFC", label).casefold()


def bare(label: str) -> str:
    """A label without the qualifier that tells it from its namesakes: "sota" for "sota (toiminta)"."""
    head, mark, tail = label.rpartition(" (")
    return head if mark and tail.endswith(")") else label


def _grouped(pairs: Iterable[tuple[Key, Concept]]) -> Mapping[Key, tuple[Concept, ...]]:
    found: dict[Key, tuple[Concept, ...]] = {}
    for key, each in pairs:
        found[key] = (*found.get(key, ()), each)
    return found


def read_excerpt(path: Path) -> Iterator[Concept]:
    """The concepts of one file behind its comment line and header; KeyError when a column is missing."""
    with path.open(encoding="utf-8", newline="") as lines:
        next(lines)  # "# source: …"
        for row in csv.DictReader(lines):
            yield Concept(
                uri=row["uri"],
                vocabulary=path.stem,
                kind=row["kind"],
                labels={language: row[language] for language in LANGUAGES if row[language]},
                others={
                    language: _several(row[f"{language}_other"])
                    for language in ("fin", "swe", "eng")
                    if row[f"{language}_other"]
                },
                matches=_several(row["match"]),
                replaced_by=row["replaced_by"],
                all_labels=bool(row["all_labels"]),
                all_below=bool(row["all_below"]),
            )


def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()
