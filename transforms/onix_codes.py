"""Code lists of ONIX that say where identifiers, languages and related things go: tables of schemas/codes.

Each is read when it is first asked for and never changes. Nothing here decides what is done with a code.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from transforms.identifiers import IdentifierTypes

Words = Mapping[str, str]  # text by language of cataloguing, "fin" and "swe"
Row = dict[str, str]
Value = TypeVar("Value")


class NumberUse(NamedTuple):
    """Where an identifier of one type goes; without a tag it is kept in the delivery only."""

    tag: str
    ind1: str
    source: str  # $2; of 035 the code in brackets
    form: str  # how it is written and checked: a type of identifier, or a name of crosswalks/onix/numbers.py
    wrong: str = ""  # subfield of one that fails its check; "" where there is no check


class Script(NamedTuple):
    """What is said of a script of list 121."""

    words: Words  # "" where nothing is said
    only: frozenset[str]  # the MARC languages of which alone it is said; empty: of all


class LanguageRole(NamedTuple):
    """What a language role of list 22 says."""

    subfield: str  # of 041; "" for none
    heard: str  # the same where the content is listened to or watched
    use: str  # text, source, translated, original, taught, noted or ignored
    note: str  # of 546: the end of a key "languages-…"; "" for none


class Relation(NamedTuple):
    """How a related product or work is linked; without a tag it is not."""

    tag: str
    ind2: str
    heading: Words  # $i
    serial: tuple[str, str]  # tag and second indicator in a continuing resource, where they differ
    relationship: str = ""  # $4 of 758


class RelatedForm(NamedTuple):
    """What the form of a related product says."""

    heading: Words  # $i of 776
    is_print: bool


class Resource(NamedTuple):
    """What a supporting resource is for an 856 42."""

    kind: str  # a key of the wording
    rank: str  # which of a kind is preferred that a record has once; "" where it may have several


class OnixCodes:
    """The tables of a folder schemas/codes. Raises OSError or KeyError where one is missing or broken."""

    def __init__(self, codes: Path, types: IdentifierTypes) -> None:
        self._codes = codes
        self._types = types

    @cached_property
    def identifiers(self) -> Mapping[str, NumberUse]:
        """List 5: product identifiers."""
        return self._numbers("onix_list5_identifiers")

    @cached_property
    def identifiers_of(self) -> Mapping[str, frozenset[str]]:
        """MARC field → the types of product identifiers that go to it."""
        tags = {use.tag for use in self.identifiers.values()}
        return _read_only({tag: frozenset(k for k, use in self.identifiers.items() if use.tag == tag) for tag in tags})

    @cached_property
    def recordings(self) -> Mapping[str, NumberUse]:
        """Lists 16 and 241: what names a film, an album or a track."""
        return self._numbers("onix_list241_identifiers")

    @cached_property
    def language_roles(self) -> Mapping[str, LanguageRole]:
        """List 22."""
        rows = self._rows("onix_list22_languages")
        return _read_only({row["code"]: LanguageRole(*_values(row, "subfield heard use note")) for row in rows})

    @cached_property
    def scripts(self) -> Mapping[str, Script]:
        """List 121."""
        rows = self._rows("onix_list121_scripts")
        return _read_only({row["code"]: Script(_words(row), frozenset(row["only"].split())) for row in rows})

    @cached_property
    def taught(self) -> Mapping[str, str]:
        """Thema qualifier of a language that schools teach → its MARC code."""
        return _read_only({row["thema"]: row["code"] for row in self._rows("onix_taught_languages")})

    @cached_property
    def relations(self) -> Mapping[str, Relation]:
        """List 51: product relations."""
        return _read_only(
            {
                row["code"]: Relation(row["tag"], row["ind2"], _words(row), (row["serial_tag"], row["serial_ind2"]))
                for row in self._rows("onix_list51_relations")
            }
        )

    @cached_property
    def related_forms(self) -> Mapping[str, RelatedForm]:
        """First letter of a code of list 150 → the form of a related product."""
        rows = self._rows("onix_list150_related")
        return _read_only({row["form"]: RelatedForm(_words(row), bool(row["print"])) for row in rows})

    @cached_property
    def works(self) -> Mapping[str, Relation]:
        """List 164: work relations."""
        return _read_only(
            {
                row["code"]: Relation(row["tag"], "8", _words(row), ("", ""), row["relationship"])
                for row in self._rows("onix_list164_works")
            }
        )

    @cached_property
    def resources(self) -> Mapping[str, Resource]:
        """List 158: supporting resources."""
        rows = self._rows("onix_list158_resources")
        return _read_only({row["code"]: Resource(row["kind"], row["rank"]) for row in rows})

    @cached_property
    def media_types(self) -> Mapping[str, str]:
        """List 178: file format of a resource → its media type."""
        return _read_only({row["code"]: row["type"] for row in self._rows("onix_list178_media_types")})

    def _numbers(self, name: str) -> Mapping[str, NumberUse]:
        rows = self._rows(name)
        return _read_only({row["code"]: self._use(row) for row in rows})

    def _use(self, row: Row) -> NumberUse:
        """The place of its type of identifier; what has none is never wrong."""
        if not row["identifier"]:
            return NumberUse(*_values(row, "tag ind1 source form"))
        kind = self._types[row["identifier"]]
        place = kind.place
        return NumberUse(place.tag, place.ind1, place.source or kind.source, row.get("form") or kind.name, place.wrong)

    def _rows(self, name: str) -> list[Row]:
        """The rows of a table behind its comment line and header."""
        with (self._codes / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            next(lines)  # "# source: …"
            return list(csv.DictReader(lines))


def _values(row: Row, names: str) -> list[str]:
    return [row[name] for name in names.split()]


def _words(row: Row) -> Words:
    return MappingProxyType({"fin": row["fin"], "swe": row["swe"]})


def _read_only(table: dict[str, Value]) -> Mapping[str, Value]:
    return MappingProxyType(table)
