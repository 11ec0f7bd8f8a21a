"""Code lists that rules about identifiers, titles, names and punctuation ask: tables of schemas/codes.

Each is read when it is first asked for and never changes. Nothing here decides anything.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

Row = dict[str, str]
LANGUAGES = ("fin", "swe", "eng")
LEVELS = ("work", "expression", "manifestation", "item")
FINNISH = "$2 is a Finnish vocabulary"
_CONDITIONS = {  # of ending_punctuation.csv → kind and subfields
    "": ("", ""),
    "no $2": ("without", "2"),
    "$2 present": ("with", "2"),
    "no $f": ("without", "f"),
    "$f present": ("with", "f"),
    "no $u": ("without", "u"),
    "$u present": ("with", "u"),
    "last subfield is $a": ("last", "a"),
    "last subfield is not $a": ("not last", "a"),
    "last subfield is $b": ("last", "b"),
    "last subfield is not $b": ("not last", "b"),
    "last subfield is $c": ("last", "c"),
    "last subfield is not $c": ("not last", "c"),
    "$b": ("with", "b"),
    "any of $a $d $e $f $h $i": ("with", "adefhi"),
    FINNISH: ("finnish", ""),
    "other vocabulary or no $2": ("not finnish", ""),
    "by $6": ("linked", ""),
    "first indicator 0 1 2": ("ind1", "012"),
    "another first indicator": ("not ind1", "012"),
}


class Roles(NamedTuple):
    """Relators: what $e and $4 may say."""

    terms: Mapping[str, Mapping[str, tuple[str, ...]]]  # language → term in lower case → codes
    words: Mapping[str, tuple[str, ...]]  # term of any language, or another word for a role → codes
    doubtful: tuple[str, ...]  # terms that mean different roles in different languages
    labels: Mapping[str, Mapping[str, str]]  # code → language → preferred term
    ranks: Mapping[str, int]  # code → place of its level in LEVELS
    codes: Mapping[str, str]  # every code → "", or the one that took its place
    abbreviations: Mapping[str, str]  # "käänt" → "trl"


class Article(NamedTuple):
    """An initial article and how many characters filing skips with it."""

    start: str  # "the ", "l'"
    length: int
    is_certain: bool
    not_before: tuple[str, ...]  # words before which it is no article


class Articles(NamedTuple):
    """The articles of a language, the longest first, and their beginnings for a first look."""

    all: tuple[Article, ...]
    starts: tuple[str, ...]


class Ending(NamedTuple):
    """What a field, or one subfield of it, ends with."""

    kind: str  # condition: "", with, without, last, not last, finnish, not finnish, linked, ind1, not ind1
    codes: str  # subfields, or first indicators, that the condition speaks of
    indicators: str  # second indicators it speaks of; "" any
    wanted: str  # "last", or the subfields of which the last one ends the field: "y", "adefhi"
    before: str  # a subfield before which it stands; ""
    final: str  # yes, no, unchecked, linked
    ends: frozenset[str]


class FormatWord(NamedTuple):
    """A word for the form of the copy that vendors add to titles."""

    kind: str  # format, file, edition
    key: str


class Cataloguing:
    """The lists of a folder schemas/codes. Raises OSError or KeyError where one is missing or broken."""

    def __init__(self, codes: Path) -> None:
        self._codes = codes

    @cached_property
    def roles(self) -> Roles:
        """Relators, their terms and their order."""
        words = _pairs(self._rows("relator_words"), "word", "code")
        return _roles(self._rows("relators"), words, self._rows("relator_abbreviations"))

    @cached_property
    def articles(self) -> Mapping[str, Articles]:
        """By language; without any where it has none."""
        return _articles(self._rows("nonfiling_articles"))

    @cached_property
    def endings(self) -> Mapping[str, tuple[Ending, ...]]:
        """What fields end with, by tag."""
        return _endings(self._rows("ending_punctuation"))

    @cached_property
    def finnish_vocabularies(self) -> frozenset[str]:
        """Vocabularies whose terms never end in a stop, by name."""
        return _finnish(self._rows("ending_punctuation"))[0]

    @cached_property
    def finnish_prefixes(self) -> tuple[str, ...]:
        """The same by the beginnings of their names."""
        return _finnish(self._rows("ending_punctuation"))[1]

    @cached_property
    def separators(self) -> Mapping[str, Mapping[str, str]]:
        """Tag → subfield → the ISBD mark before it."""
        return _separators(self._rows("isbd_separators"))

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """Abbreviations that end a field with a stop of their own."""
        return frozenset(row["abbreviation"] for row in self._rows("abbreviations"))

    @cached_property
    def qualifiers(self) -> Mapping[str, str]:
        """020 $q in lower case → the form that is written."""
        return _pairs(self._rows("isbn_qualifiers"), "qualifier", "term")

    @cached_property
    def format_words(self) -> Mapping[str, FormatWord]:
        """Words for the form of the copy."""
        rows = self._rows("format_words")
        return MappingProxyType({row["word"]: FormatWord(row["kind"], row["key"]) for row in rows})

    @cached_property
    def format_endings(self) -> frozenset[str]:
        """The last words of these."""
        return frozenset(word.split()[-1] for word in self.format_words)

    @cached_property
    def nobody(self) -> frozenset[str]:
        """Names that stand for nobody, in lower case."""
        return self._names("nobody")

    @cached_property
    def brands(self) -> frozenset[str]:
        """Names of brands, no persons, in lower case."""
        return self._names("brand")

    @cached_property
    def synthetic(self) -> tuple[tuple[str, str], ...]:
        """Words of a synthetic voice or content → key of the note."""
        return tuple((row["word"], row["key"]) for row in self._rows("synthetic_words"))

    def _names(self, kind: str) -> frozenset[str]:
        return frozenset(plain(row["name"]) for row in self._rows("placeholder_names") if row["kind"] == kind)

    def _rows(self, name: str) -> list[Row]:
        """The rows of a table behind its comment line and header."""
        with (self._codes / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            next(lines)  # "# source: …"
            return list(csv.DictReader(lines))


def _pairs(rows: Iterable[Row], key: str, value: str) -> Mapping[str, str]:
    return MappingProxyType({row[key]: row[value] for row in rows})


def _roles(rows: list[Row], others: Mapping[str, str], abbreviations: Iterable[Row]) -> Roles:
    terms = {language: _terms(rows, language) for language in LANGUAGES}
    words: dict[str, dict[str, None]] = {word: {code: None} for word, code in others.items()}
    for each in terms.values():
        for term, codes in each.items():
            words.setdefault(term, {}).update(dict.fromkeys(codes))
    doubtful = {term for each in terms.values() for term, codes in each.items() if len(codes) < len(words[term])}
    return Roles(
        terms=MappingProxyType({language: MappingProxyType(each) for language, each in terms.items()}),
        words=MappingProxyType({term: tuple(codes) for term, codes in words.items()}),
        doubtful=tuple(sorted(doubtful)),
        labels=MappingProxyType(
            {row["code"]: MappingProxyType({language: row[language] for language in LANGUAGES}) for row in rows}
        ),
        ranks=MappingProxyType({row["code"]: LEVELS.index(row["level"]) for row in rows if row["level"]}),
        codes=_pairs(rows, "code", "replaced_by"),
        abbreviations=_pairs(abbreviations, "abbreviation", "code"),
    )


def _terms(rows: Iterable[Row], language: str) -> dict[str, tuple[str, ...]]:
    """Term of a language → the codes whose preferred term it is, else those that it may stand for."""
    preferred: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for row in rows:
        if row["replaced_by"]:
            continue
        if row[language]:
            preferred.setdefault(plain(row[language]), []).append(row["code"])
        for term in filter(None, row[f"other_{language}"].split(";")):
            others.setdefault(plain(term), []).append(row["code"])
    return {term: tuple(codes) for term, codes in (others | preferred).items()}


def plain(text: str) -> str:
    """A term for comparing: lower case, without the marks around it."""
    return text.strip(" .,;:/").casefold()


def _articles(rows: Iterable[Row]) -> Mapping[str, Articles]:
    found: dict[str, list[Article]] = {}
    for row in rows:
        articles = found.setdefault(row["lang"], [])
        if row["article"]:
            certain = row["confidence"] == "high"
            text = row["article"] if row["article"].endswith(("'", "-")) else f"{row['article']} "
            articles.append(Article(text, int(row["chars"]), certain, tuple(row["not_before"].split())))
    ordered = {language: sorted(each, key=lambda one: -one.length) for language, each in found.items()}
    return MappingProxyType(
        {language: Articles(tuple(each), tuple(one.start for one in each)) for language, each in ordered.items()}
    )


def _endings(rows: Iterable[Row]) -> Mapping[str, tuple[Ending, ...]]:
    """Every tag of a range with its endings, in the order of the table."""
    found: dict[str, list[Ending]] = {}
    for row in rows:
        wanted, _, before = row["subfield"].removeprefix("last of ").partition(" before $")
        ending = Ending(
            *_CONDITIONS[row["condition"]],
            row["ind2"],
            wanted.replace(" ", ""),
            before,
            "linked" if row["final"].startswith("as ") else row["final"],
            frozenset(row["ends"].split()),
        )
        for number in range(int(row["tag_from"]), int(row["tag_to"]) + 1):
            found.setdefault(f"{number:03}", []).append(ending)
    return MappingProxyType({tag: tuple(each) for tag, each in found.items()})


def _separators(rows: Iterable[Row]) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        for tag in row["tags"].split():
            found.setdefault(tag, {})[row["subfield"]] = row["mark"]
    return MappingProxyType({tag: MappingProxyType(marks) for tag, marks in found.items()})


def _finnish(rows: Iterable[Row]) -> tuple[frozenset[str], tuple[str, ...]]:
    """The vocabularies whose terms never end in a stop, by the note of the table: "exact: … ; prefix: …"."""
    note = next(row["note"] for row in rows if row["condition"] == FINNISH)
    exact, _, prefixes = note.partition(";")
    return frozenset(exact.removeprefix("exact:").split()), tuple(prefixes.strip().removeprefix("prefix:").split())
