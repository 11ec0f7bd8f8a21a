"""Vocabularies: concepts of YSO, SLM, YKL and the thesauri they replaced, looked up by URI or by label.

The Excerpt reads schemas/vocabularies once, when it is first asked; then every look-up is one of a dict. What it does
not hold it does not know: no answer is no statement about the vocabulary. å, ä and ö are letters of their own.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol, TypeVar
from unicodedata import normalize

Key = TypeVar("Key")

_YEARS = re.compile(r",[^,]*\d{3}[^,]*$")  # "1844-1897", "n. 1200", "1900-luku"
LANGUAGES = ("fin", "swe", "eng", "sme")
YSO, SLM, YKL, KANTO = "yso", "slm", "ykl", "finaf"
AGENTS = frozenset(("name", "person", "body"))  # kinds of what KANTO tells of
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_LETTERS = frozenset("åäöÅÄÖ")
_WITHOUT_LETTERS = dict.fromkeys(map(ord, _LETTERS))
YKL_URI = "http://urn.fi/URN:NBN:fi:au:ykl:"  # a notation follows


class Concept(NamedTuple):
    """One concept as its vocabulary knows it."""

    uri: str  # "" where only the label of a withdrawn concept is known
    vocabulary: str  # yso, slm, ykl, ysa, allars, finaf
    kind: str  # concept, place, time, genre or class; person or body
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
    titles: tuple[str, ...] = ()  # of an agent: titles of works that its entry cites
    notes: tuple[str, ...] = ()  # of an agent: what tells it from its namesakes, in words or as URIs of other concepts

    def names(self, language: str) -> tuple[str, ...]:
        """The labels of a language, the preferred one first."""
        first = self.labels.get(language)
        return ((first,) if first else ()) + self.others.get(language, ())

    def spoken(self, language: str = "") -> str:
        """The language if it has a preferred label, else the first of `LANGUAGES` that has one; "" for none."""
        return next((one for one in (language, *LANGUAGES) if one in self.labels), "")

    def label_in(self, language: str = "") -> str:
        """The preferred label in the language that is `spoken`; "" where there is no label."""
        return self.labels.get(self.spoken(language), "")

    @property
    def is_current(self) -> bool:
        """False for a concept that its vocabulary has given up, whether or not others took its place."""
        return not (self.deprecated or self.replaced_by or self.successors)

    @property
    def following(self) -> tuple[str, ...]:
        """URIs of what took its place: none, one or several."""
        return self.successors or ((self.replaced_by,) if self.replaced_by else ())


class Vocabulary(Protocol):
    """What rules ask of vocabularies. An index of all of Finto may stand in for the excerpt."""

    def __hash__(self) -> int:
        """Answers are remembered for each vocabulary, told apart by identity."""

    def concept(self, uri: str) -> Concept | None:
        """The concept of a URI in any of its written forms; None for one that is not known."""

    def named(self, vocabulary: str, language: str, label: str) -> tuple[Concept, ...]:
        """Concepts with this label, preferred or not, whatever its case; also those told apart by a qualifier.

        "sota" gives "sota (toiminta)": more than one answer means that the label is ambiguous. A name without years
        gives everybody of this name.
        """

    def matching(self, uri: str, vocabulary: str) -> tuple[Concept, ...]:
        """Concepts of a vocabulary that are, or are close to, the concept of a URI in another one."""

    def is_whole(self, vocabulary: str, kind: str = "") -> bool:
        """True where all of a vocabulary is here: what is not known of it does not exist.

        `kind`: that of which all must be here. Places and times of YSO come by themselves, and may be missing.
        """


class Excerpt:
    """The concepts of a folder of CSV files, each named for its vocabulary."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._read: dict[str, tuple[Concept, ...]] = {}  # by vocabulary
        self._labels: dict[tuple[str, str], Mapping[str, tuple[Concept, ...]]] = {}  # by vocabulary and language

    def concept(self, uri: str) -> Concept | None:
        """The concept of a URI in any of its written forms; None for one that is not known."""
        return self._by_uri.get(uri) or self._by_uri.get(canonical(uri))

    def named(self, vocabulary: str, language: str, label: str) -> tuple[Concept, ...]:
        """Concepts with this label, preferred or not, with or without a qualifier behind it."""
        known = self._labels.get((vocabulary, language))
        if known is None:
            if language not in LANGUAGES or not self._of(vocabulary):
                return ()
            known = self._labels[vocabulary, language] = self._by_label(vocabulary, language)
        return known.get(folded(label), ())

    def matching(self, uri: str, vocabulary: str) -> tuple[Concept, ...]:
        """Concepts of a vocabulary that are, or are close to, the concept of a URI in another one."""
        return self._by_match.get((canonical(uri), vocabulary), ())

    def is_whole(self, vocabulary: str, kind: str = "") -> bool:
        """Never: it is an excerpt."""
        return False

    @cached_property
    def _paths(self) -> Mapping[str, Path]:
        return {path.stem: path for path in sorted(self.folder.glob("*.csv"))}

    def _of(self, vocabulary: str) -> tuple[Concept, ...]:
        """The concepts of one vocabulary, read when it is first asked for; none of one that is not here."""
        if vocabulary in self._paths and vocabulary not in self._read:
            self._read[vocabulary] = tuple(read_excerpt(self._paths[vocabulary]))
        return self._read.get(vocabulary, ())

    @cached_property
    def _concepts(self) -> tuple[Concept, ...]:
        names = dict.fromkeys((*self._paths, *self._read))
        return tuple(each for vocabulary in names for each in self._of(vocabulary))

    @cached_property
    def _by_uri(self) -> Mapping[str, Concept]:
        return {each.uri: each for each in self._concepts if each.uri}

    def _by_label(self, vocabulary: str, language: str) -> Mapping[str, tuple[Concept, ...]]:
        return _grouped(
            (key, each)
            for each in self._of(vocabulary)
            for key in {key for name in each.names(language) for key in keys_of_label(name, each.kind)}
        )

    @cached_property
    def _by_match(self) -> Mapping[tuple[str, str], tuple[Concept, ...]]:
        return _grouped(((canonical(uri), each.vocabulary), each) for each in self._concepts for uri in each.matches)


def is_class(vocabulary: Vocabulary, notation: str) -> bool | None:
    """Whether YKL has a notation; None where that is not known, or its end may come from the auxiliary tables."""
    if vocabulary.concept(YKL_URI + notation) is not None:
        return True
    for length in range(len(notation) - 1, 0, -1):
        above = vocabulary.concept(YKL_URI + notation[:length])
        if above is not None:
            return False if above.all_below and notation[length:].lstrip(".")[:1] != "0" else None
    return None


@lru_cache(maxsize=1024)
def canonical(uri: str) -> str:
    """A URI as Finto writes it: http and no blanks around it; "https://www.yso.fi/onto/yso/p5131 " before."""
    return uri.strip().replace("https://", "http://", 1)


def folded(label: str) -> str:
    """A label for comparing: NFC, without regard to case; diacritics count."""
    return normalize("NFC", label).casefold()


@lru_cache(maxsize=1024)
def plain(label: str) -> str:
    """A label as it is written, without what punctuation and typing do to it: NFC, single blanks, one kind of hyphen.

    Case, diacritics and the letters å, ä and ö count. A full stop behind it is not taken away: "eaa." ends in one.
    """
    return " ".join(normalize("NFC", label).translate(_DASHES).split())


def unaccented(label: str) -> str:
    """A label for searching alone: without accents, but å, ä and ö are letters: "muller" for "müller"."""
    if label.isascii():
        return label
    composed = normalize("NFC", label)
    if composed.translate(_WITHOUT_LETTERS).isascii():  # as most labels are
        return composed
    return "".join(each if each in _LETTERS else normalize("NFD", each)[0] for each in composed)


def bare(label: str) -> str:
    """A label without the qualifier that tells it from its namesakes: "sota" for "sota (toiminta)"."""
    head, mark, tail = label.rpartition(" (")
    return head if mark and tail.endswith(")") else label


def undated(name: str) -> str:
    """A name without the years behind it: "Canth, Minna" for "Canth, Minna, 1844-1897"."""
    return _YEARS.sub("", name)


def keys_of_label(label: str, kind: str) -> frozenset[str]:
    """What a label is found by: itself, without qualifier; of a concept without accents, of an agent without years."""
    key = folded(label)
    if kind not in AGENTS:
        return frozenset((key, bare(key), unaccented(key), bare(unaccented(key))))
    name = undated(key)
    return frozenset((key, bare(key), name, bare(name)))


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
                replaced_by=row["replaced_by"] if "|" not in row["replaced_by"] else "",
                deprecated=bool(row["replaced_by"] or row.get("deprecated")),
                successors=_several(row["replaced_by"]),
                all_labels=bool(row["all_labels"]),
                all_below=bool(row["all_below"]),
                broader=_several(row.get("broader", "")),
                titles=_several(row.get("titles", "")),
                notes=_several(row.get("notes", "")),
            )


def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()
