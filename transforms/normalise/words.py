"""Code lists that steps of normalisation ask, each read from schemas/codes when it is first needed.

Nothing here decides anything, and nothing ever changes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

Votes = tuple[tuple[str, int], ...]  # kind → weight
Words = Mapping[str, str]  # "fin" and "swe"


class Term(NamedTuple):
    """A concept in the two languages of cataloguing."""

    uri: str
    label: Words


class LanguageNote(NamedTuple):
    """How a note about languages begins, in lower case."""

    beginning: str
    kind: str  # the end of a key "languages-…" of the wording
    language: str  # of the note


class Constant(NamedTuple):
    """What introduces a note or link, in lower case."""

    start: str
    goes_on: bool  # something follows it
    key: str  # of our wording
    ind1: str  # first indicator that tells the same; "" none


class Constants(NamedTuple):
    """What introduces the texts of one subfield; the longest first."""

    starts: tuple[str, ...]
    all: tuple[Constant, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Evidence:
    """What speaks for a kind of material. Told apart by identity, so that what it decides can be remembered."""

    votes: Mapping[tuple[str, str], Votes]  # (place, value)
    fields: Mapping[str, Votes]  # by the tag of a field that is there
    words_300: Callable[[str], list[str]]  # the words of 300 that tell something


class StepWords:
    """The lists of a folder schemas/codes. Raises OSError or KeyError where one is missing or broken."""

    def __init__(self, codes: Path) -> None:
        self._codes = codes

    @cached_property
    def evidence(self) -> Evidence:
        """Of the media."""
        votes: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for row in self._rows("media_evidence"):
            votes.setdefault((row["place"], row["value"]), []).append((row["kind"], int(row["weight"])))
        told = {key: tuple(each) for key, each in votes.items()}
        fields = {value: each for (place, value), each in told.items() if place == "field"}
        find = re.compile("|".join(re.escape(value) for place, value in told if place == "300")).findall
        return Evidence(MappingProxyType(told), MappingProxyType(fields), find)

    @cached_property
    def rda(self) -> Mapping[tuple[str, str], Mapping[str, Words]]:
        """(tag, subfield) → spelling → what RDA writes."""
        found: dict[tuple[str, str], dict[str, Words]] = {}
        for row in self._rows("rda_wording"):
            found.setdefault((row["field"], row["code"]), {})[row["spelling"]] = _words(row)
        return MappingProxyType(found)

    @cached_property
    def constants(self) -> Mapping[str, Mapping[str, Constants]]:
        """Tag → subfield → what introduces notes and links there."""
        found: dict[str, dict[str, list[Constant]]] = {}
        for row in sorted(self._rows("constant_words"), key=lambda row: -len(row["spelling"])):
            start, slot, _ = row["spelling"].partition("{}")
            made = Constant(start, bool(slot), row["key"], row["ind1"])
            found.setdefault(row["field"], {}).setdefault(row["code"], []).append(made)
        return MappingProxyType(
            {
                tag: MappingProxyType({code: _constants(all_) for code, all_ in each.items()})
                for tag, each in found.items()
            }
        )

    @cached_property
    def wording(self) -> Mapping[str, Mapping[str, str]]:
        """Language of cataloguing → key → what we write, for keys that the wording of ONIX has not."""
        rows = self._rows("constants")
        return MappingProxyType(
            {language: MappingProxyType({row["key"]: row[language] for row in rows}) for language in ("fin", "swe")}
        )

    @cached_property
    def language_notes(self) -> tuple[LanguageNote, ...]:
        """How notes about languages begin, the longest first."""
        rows = sorted(self._rows("language_notes"), key=lambda row: -len(row["beginning"]))
        return tuple(LanguageNote(row["beginning"], row["kind"], row["language"]) for row in rows)

    @cached_property
    def dropped_notes(self) -> Mapping[str, tuple[str, ...]]:
        """Tag → beginnings of notes that say nothing here."""
        found: dict[str, list[str]] = {}
        for row in self._rows("dropped_notes"):
            found.setdefault(row["field"], []).append(row["beginning"])
        return MappingProxyType({tag: tuple(each) for tag, each in found.items()})

    @cached_property
    def audience(self) -> Mapping[str, Term]:
        """Spelling of 385 in lower case → concept of YSO."""
        return self._terms("audience_terms", "spelling")

    @cached_property
    def form_words(self) -> Mapping[str, Term]:
        """Word of 655 in lower case → genre of SLM."""
        return self._terms("form_words", "word")

    @cached_property
    def form_words_of_any(self) -> frozenset[str]:
        """Those of them that say the same in whatever vocabulary."""
        return frozenset(row["word"] for row in self._rows("form_words") if row["source"] == "any")

    @cached_property
    def vendor_vocabularies(self) -> frozenset[str]:
        """$2 in lower case that are a vendor's own."""
        return self._set("vendor_vocabularies", "code")

    @cached_property
    def family_name_first(self) -> frozenset[str]:
        """Languages whose names begin with the family name."""
        return self._set("family_name_first", "code")

    @cached_property
    def author_words(self) -> frozenset[str]:
        """Words before an author in 245 $c; "" for none."""
        return self._set("author_words", "word")

    @cached_property
    def statement_roles(self) -> Callable[[str], tuple[str, str]]:
        """The words that open a statement of 245 $c, and their relator code; "" twice for none."""
        codes = {row["words"]: row["code"] for row in self._rows("statement_roles")}
        words = "|".join(re.escape(each) for each in sorted(codes, key=len, reverse=True))
        find = re.compile(rf"(?:{words})(?=[ :])").match

        def opening(statement: str) -> tuple[str, str]:
            found = find(statement)
            return (found[0], codes[found[0]]) if found else ("", "")

        return opening

    @cached_property
    def encoding_levels(self) -> Mapping[str, str]:
        """LDR/17 of OCLC → of MARC 21."""
        return MappingProxyType({row["code"]: row["marc"].replace("_", " ") for row in self._rows("encoding_levels")})

    @cached_property
    def old_conventions(self) -> frozenset[str]:
        """040 $e that cannot stand beside rda."""
        return self._set("old_conventions", "code")

    @cached_property
    def local_tags(self) -> frozenset[str]:
        """Fields of other systems."""
        return self._set("local_tags", "tag")

    @cached_property
    def units(self) -> Mapping[str, str]:
        """Words for carriers and files in 300 $a → kind: "", file or volume."""
        return MappingProxyType({row["unit"]: row["kind"] for row in self._rows("extent_units")})

    def _terms(self, name: str, key: str) -> Mapping[str, Term]:
        return MappingProxyType({row[key]: Term(row["uri"], _words(row)) for row in self._rows(name)})

    def _set(self, name: str, column: str) -> frozenset[str]:
        return frozenset(row[column] for row in self._rows(name))

    def _rows(self, name: str) -> list[dict[str, str]]:
        with (self._codes / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            next(lines)  # "# source: …"
            return list(csv.DictReader(lines))


def _constants(all_: list[Constant]) -> Constants:
    return Constants(tuple(dict.fromkeys(each.start for each in all_)), tuple(all_))


def _words(row: dict[str, str]) -> Words:
    return MappingProxyType({"fin": row["fin"], "swe": row["swe"]})
