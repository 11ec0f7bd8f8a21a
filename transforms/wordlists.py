"""Word lists of schemas/codes about description and access: what vendors write, and what it means.

Each is read when it is first asked for and never changes. Nothing here decides what is done with a word.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

FIRMS = ("oy", "oyj", "ab", "as", "a/s", "ltd", "ltd.", "inc", "inc.", "förlag", "publishing")
Find = Callable[[str], "re.Match[str] | None"]


class FileKind(NamedTuple):
    """A file format by its name in 347 $b."""

    name: str
    kind: str  # text, audio, video or image


class Feature(NamedTuple):
    """An access mode of 341 and, where there is one, the assistance to it."""

    mode: str  # $a
    subfield: str
    term: str


class AccessCode(NamedTuple):
    """What an ONIX code about accessibility becomes; onix_list196_to_341_532.csv explains the ways."""

    place: int  # in the table: fields come in its order
    way: str
    features: tuple[Feature, ...]
    national: tuple[Feature, ...]  # instead of features and sentence, by a switch
    audio: tuple[Feature, ...]  # instead of features, in sound recordings
    indicator: str  # first of 532
    unless: frozenset[str]  # codes of list 196
    implies: str  # a code of list 196
    words: Mapping[str, str]  # sentence or label by language


class Wordlists:
    """The lists of a folder schemas/codes. Raises OSError or KeyError where one is missing or broken."""

    def __init__(self, codes: Path) -> None:
        self._codes = codes

    @cached_property
    def formats(self) -> Mapping[str, FileKind]:
        """Spelling of a file format in lower case → the format: "epub3" → EPUB, text."""
        rows = self._rows("file_formats")
        return MappingProxyType({row["spelling"]: FileKind(row["name"], row["kind"]) for row in rows})

    @cached_property
    def editions(self) -> Mapping[str, str]:
        """Wording of an edition in lower case → key of our own wording: "unabridged" → "edition-UBR"."""
        return MappingProxyType({row["spelling"]: f"edition-{row['key']}" for row in self._rows("edition_words")})

    @cached_property
    def edition_abbreviations(self) -> Mapping[str, str]:
        """Abbreviations of 250 in lower case, without the stop → the word."""
        return MappingProxyType({row["abbreviation"]: row["words"] for row in self._rows("edition_abbreviations")})

    @cached_property
    def easy_words(self) -> frozenset[str]:
        """Words for an easy-to-read edition, in lower case."""
        return frozenset(row["word"] for row in self._rows("easy_words"))

    @cached_property
    def places(self) -> Mapping[str, Mapping[str, str]]:
        """Publisher in lower case → its place by language, "fin" and "swe"."""
        rows = self._rows("publisher_places")
        return MappingProxyType({row["publisher"]: {"fin": row["fin"], "swe": row["swe"]} for row in rows})

    @cached_property
    def publisher_country(self) -> Callable[[str], str]:
        """The MARC country of a publisher by its name, with or without the form of its firm; "" for an unknown one."""
        countries = {row["publisher"]: row["country"] for row in self._rows("publisher_places")}
        firm = re.compile(rf"[ ,](?:{_either(FIRMS)})$")

        def country_of(name: str) -> str:
            plain = name.strip(" ,:;.").casefold()
            return countries.get(plain) or countries.get(firm.sub("", plain).rstrip(" ,"), "")

        return country_of

    @cached_property
    def vendor_words(self) -> Find:
        """Finds a vendor, its reader program or its protection in a text, as whole words."""
        return _phrases(row["phrase"] for row in self._rows("vendor_words"))

    @cached_property
    def licence_words(self) -> Find:
        """Finds a licence model or a word about prices in a text, as whole words."""
        return _phrases(row["phrase"] for row in self._rows("licence_words"))

    @cached_property
    def accessible_words(self) -> Find:
        """Finds words for an edition that may not be lent to everybody, as whole words."""
        return _phrases(row["phrase"] for row in self._rows("accessible_words"))

    @cached_property
    def language_words(self) -> Callable[[str], frozenset[str]]:
        """The MARC codes of the languages that a text names."""
        codes = {row["word"]: row["code"] for row in self._rows("language_words")}
        pattern = re.compile(rf"\b(?:{_either(codes)})", re.IGNORECASE)
        return lambda text: frozenset(codes[each.lower()] for each in pattern.findall(text))

    @cached_property
    def link_words(self) -> Callable[[str], str]:
        """What the words of a link say it leads to: cover, sample, contents, or "" for nothing beside the title."""
        kinds = {row["word"]: row["kind"] for row in self._rows("link_words")}
        find = _finder(kinds, end="")

        @lru_cache(maxsize=2048)  # most links of a feed have the same words
        def kind_of(text: str) -> str:
            found = find(text)
            return kinds[found.group().lower()] if found else ""

        return kind_of

    @cached_property
    def link_parameters(self) -> Find:
        """Finds a parameter that belongs to a visit or a library, by its whole name."""
        names = (re.escape(row["name"]).replace(r"\*", ".{0,40}") for row in self._rows("link_parameters"))
        return re.compile(rf"(?:{'|'.join(names)})", re.IGNORECASE).fullmatch

    @cached_property
    def accessibility(self) -> Mapping[str, tuple[str, str]]:
        """Term of sapdv in lower case → the term as it is written, and the subfields of 341 where it may stand."""
        rows = self._rows("sapdv")
        return MappingProxyType({row["term"].lower(): (row["term"], row["subfields"]) for row in rows})

    @cached_property
    def accessibility_codes(self) -> Mapping[tuple[str, str], AccessCode]:
        """ONIX list and code → what it becomes: ("196", "11") → 341 $a textual $b tableOfContents."""
        rows = enumerate(self._rows("onix_list196_to_341_532"))
        return MappingProxyType({(row["list"], row["code"]): _access_code(place, row) for place, row in rows})

    @cached_property
    def contents_headings(self) -> frozenset[str]:
        """Headings of tables of contents, in lower case."""
        return frozenset(row["heading"] for row in self._rows("contents_headings"))

    def _rows(self, name: str) -> list[dict[str, str]]:
        with (self._codes / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            next(lines)  # "# source: …"
            return list(csv.DictReader(lines))


def _access_code(place: int, row: Mapping[str, str]) -> AccessCode:
    return AccessCode(
        place=place,
        way=row["way"],
        features=_features(row["feature"]),
        national=_features(row["national"]),
        audio=_features(row["audio"]),
        indicator=row["ind1"],
        unless=frozenset(row["unless"].split()),
        implies=row["implies"],
        words=MappingProxyType({language: row[language] for language in ("fin", "swe", "eng")}),
    )


def _features(text: str) -> tuple[Feature, ...]:
    """ "textual b index" as one feature, "visual;auditory" as two modes without assistance."""
    parts = (part.split() for part in text.split(";") if part)
    return tuple(Feature(mode, *(rest or ["", ""])) for mode, *rest in parts)


def _phrases(phrases: Iterable[str]) -> Find:
    """Finds whole words; most texts have none of the longest words of the phrases, which costs little to see."""
    several = [each.lower() for each in phrases]
    signs = tuple(dict.fromkeys(max(each.split(), key=len) for each in several))
    search = _finder(several, end=r"(?!\w)")

    def find(text: str) -> re.Match[str] | None:
        lowered = text.lower()
        for sign in signs:
            if sign in lowered:
                return search(text)
        return None

    return find


def _finder(words: Iterable[str], end: str) -> Find:
    return re.compile(rf"\b(?:{_either(words)}){end}", re.IGNORECASE).search


def _either(words: Iterable[str]) -> str:
    """The longest first, so that "kansikuva" is not found as "kansi"."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
