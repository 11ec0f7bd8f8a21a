"""schemas/match.yml as a frozen value, with the word lists of schemas/codes that matching asks."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from transforms.identifiers.types import IdentifierTypes
from transforms.match.folding import folded, without_words
from transforms.match.policy_checks import faults
from transforms.wordlists import Wordlists
from transforms.yaml_text import read_yaml

Words = frozenset[str]


class Thresholds(NamedTuple):
    """Likenesses and scores, 0-1; `features` is a count."""

    title_floor: float
    title_print: float
    title_unrelated: float
    publisher_print: float
    word: float
    name: float
    publisher: float
    match: float
    review: float
    features: int


class Caps(NamedTuple):
    """What is never exceeded, so that matching stays quick and a wrong identifier cannot join a crowd."""

    block: int
    comparisons: int
    edges: int
    members: int
    holders: int
    unrelated: int


class Weights(NamedTuple):
    """How much each feature weighs in the score; their sum is 1."""

    title: float
    author: float
    publisher: float
    year: float
    extent: float
    series: float


class Stop(NamedTuple):
    """An ISBN that stands for no one book; with a title, only where it stands on that title."""

    isbn: str
    title: str = ""


@dataclass(frozen=True, eq=False)
class MatchPolicy:
    """Thresholds, words and vetoes of matching; the version is stamped on every decision.

    Told apart by identity, so that what is computed from its words can be remembered.
    """

    version: str
    vetoes: tuple[str, ...]
    thresholds: Thresholds
    weights: Weights
    main_title: float
    word_letters: int
    caps: Caps
    multilingual: Words
    volume_words: tuple[str, ...]
    format_words: tuple[str, ...]
    legal_forms: Words
    particles: Words
    abridged: tuple[str, ...]
    unabridged: tuple[str, ...]
    revised: tuple[str, ...]
    edition_words: tuple[str, ...]
    collection: tuple[str, ...]
    accessible: tuple[str, ...]
    accessible_publishers: Words
    for_the_disabled: tuple[str, ...]
    translator_words: tuple[str, ...]
    companion: tuple[str, ...]
    poor_titles: tuple[str, ...]
    simplified: tuple[str, ...]
    adult: tuple[str, ...]
    juvenile: tuple[str, ...]
    genres: Mapping[str, Words]
    roles: Mapping[str, Mapping[str, Words]]
    stops: frozenset[Stop]
    codes: Path  # schemas/codes
    by_format: Words = field(default=frozenset())  # vendors with the switch manifestation_split: media_and_format

    @property
    def isbn_stop(self) -> Words:
        """The ISBNs that people stopped on every title."""
        return frozenset(each.isbn for each in self.stops if not each.title)

    @cached_property
    def identifiers(self) -> IdentifierTypes:
        """The types of identifiers, read when the first key is made."""
        return IdentifierTypes(self.codes)

    @cached_property
    def lists(self) -> Wordlists:
        """Word lists about description, each read when it is first asked for."""
        return Wordlists(self.codes)

    @cached_property
    def qualifiers(self) -> Mapping[str, str]:
        """020 $q in lower case → print, electronic, set …"""
        return MappingProxyType({row["qualifier"]: row["kind"] for row in _rows(self.codes / "isbn_qualifiers.csv")})

    @cached_property
    def houses(self) -> Mapping[str, Words]:
        """Imprint, short or former name of a publisher → the house, folded and without the forms of firms."""
        found: dict[str, set[str]] = {}
        for row in _rows(self.codes / "publisher_houses.csv"):
            found.setdefault(self.firm(row["name"]), set()).add(self.firm(row["house"]))
        return MappingProxyType({name: frozenset(houses) for name, houses in found.items()})

    def firm(self, name: str) -> str:
        """The name of a publisher as it is compared: folded, without the form of the firm."""
        return " ".join(without_words(folded(name).split(), self.legal_forms))

    @cached_property
    def nobody(self) -> Words:
        """Names that stand for nobody, in lower case."""
        rows = _rows(self.codes / "placeholder_names.csv")
        return frozenset(row["name"] for row in rows if row["kind"] == "nobody")

    @cached_property
    def number_words(self) -> Mapping[str, Mapping[str, str]]:
        """MARC language → word, folded → digits."""
        found: dict[str, dict[str, str]] = {}
        for row in _rows(self.codes / "number_words.csv"):
            found.setdefault(row["language"], {})[row["word"]] = row["number"]
        return MappingProxyType(found)

    @cached_property
    def articles(self) -> Mapping[str, Words]:
        """MARC language → its initial articles in lower case, those that stand for nothing else."""
        found: dict[str, set[str]] = {}
        for row in _rows(self.codes / "nonfiling_articles.csv"):
            if row["confidence"] == "high" or row["national"] == "1":
                found.setdefault(row["lang"], set()).add(row["article"].strip().casefold())
        return MappingProxyType({lang: frozenset(words) for lang, words in found.items()})

    @cached_property
    def role_terms(self) -> Mapping[str, str]:
        """Term of $e in lower case → code of $4."""
        found: dict[str, str] = {}
        for row in _rows(self.codes / "relators.csv"):
            terms = (row["fin"], row["swe"], row["eng"], row["other_fin"], row["other_swe"], row["other_eng"])
            for each in (part for term in terms for part in term.split(";") if part):
                found.setdefault(each.casefold(), row["code"])
        return MappingProxyType(found)

    @cached_property
    def reader_words(self) -> tuple[str, ...]:
        """What stands before readers' names in 511, in lower case: "lukija:"; the longest first."""
        keys = ("reader", "readers", "narrator", "narrators")
        rows = (row for row in _rows(self.codes / "constant_words.csv") if row["field"] == "511" and row["key"] in keys)
        found = {row["spelling"].partition("{}")[0].strip() for row in rows} - {""}
        return tuple(sorted(found, key=lambda each: (-len(each), each)))

    @cached_property
    def synthetic_words(self) -> tuple[str, ...]:
        """Words of a synthetic voice, in lower case."""
        rows = _rows(self.codes / "synthetic_words.csv")
        return tuple(row["word"] for row in rows if row["key"] == "synthetic-voice")

    @cached_property
    def stop_words(self) -> Words:
        """Frequent short words: they do not make a block."""
        return frozenset(word for row in _rows(self.codes / "stop_words.csv") for word in row["words"].split()[:30])


_SETS = ("multilingual", "legal_forms", "particles", "accessible_publishers")
_COMPUTED = frozenset(("stops", "codes", "by_format"))


def load_match_policy(schemas: Path) -> MatchPolicy:
    """Read match.yml; ValueError names the keys that are missing or unknown, or whose values cannot be."""
    content = read_yaml((schemas / "match.yml").read_text("utf-8"))
    if not isinstance(content, Mapping):
        raise ValueError("match.yml: must be keys with values")
    expected = {each.name for each in fields(MatchPolicy)} - _COMPUTED | {"isbn_stop"}
    if set(content) != expected:
        raise ValueError(f"match.yml: keys differ from the expected ones: {sorted(set(content) ^ expected)}")
    groups = {"thresholds": Thresholds._fields, "weights": Weights._fields, "caps": Caps._fields}
    if wrong := faults(content, groups):
        raise ValueError(f"match.yml: {'; '.join(wrong)}")
    read: dict[str, Any] = {
        **{key: tuple(value) for key, value in content.items() if isinstance(value, list)},
        **{key: frozenset(content[key]) for key in _SETS},
        "thresholds": Thresholds(**content["thresholds"]),
        "weights": Weights(**content["weights"]),
        "caps": Caps(**content["caps"]),
        "genres": MappingProxyType({key: frozenset(uris) for key, uris in content["genres"].items()}),
        "roles": MappingProxyType({key: _by_media(value) for key, value in content["roles"].items()}),
        "stops": frozenset(map(_stop, content["isbn_stop"])),
        "codes": schemas / "codes",
        **{key: content[key] for key in ("version", "main_title", "word_letters")},
    }
    del read["isbn_stop"]
    return MatchPolicy(**read)


def _by_media(told: Mapping[str, Iterable[str]]) -> Mapping[str, Words]:
    return MappingProxyType({media: frozenset(codes) for media, codes in told.items()})


def _stop(told: str | int | Mapping[str, str]) -> Stop:
    if isinstance(told, Mapping):
        return Stop(str(told["isbn"]).replace("-", ""), str(told["title"]))
    return Stop(str(told).replace("-", ""))


def _rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table behind its comment line and header."""
    with path.open(encoding="utf-8", newline="") as lines:
        next(lines)  # "# source: …"
        return list(csv.DictReader(lines))
