"""Code lists of ONIX about contributors: roles and their words, words around names, identifiers of names.

Each is read from schemas/codes when it is first asked for and never changes. Nothing here decides anything.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

Words = Mapping[str, str]  # text by language of cataloguing, "fin" and "swe"
Row = dict[str, str]


class Relator(NamedTuple):
    """One MARC relator of an ONIX contributor role."""

    code: str  # $4
    term: Words  # $e
    main: bool  # the role may be the main entry (1XX)
    national: bool = False  # in the national list of main entries too
    only_for: str = ""  # the kind of material in which it may be one: music; "" any


class Statement(NamedTuple):
    """How a role is told in words; "{}" is the place of the names."""

    one: Words
    many: Words
    places: frozenset[str]  # fields that tell it: 245 ($c), 511


class NameScheme(NamedTuple):
    """What the name identifiers of one scheme are (list 44)."""

    name: str  # a word of IDTypeName that tells a proprietary scheme; ""
    identifier: str  # their type; "" where the scheme says nothing about authors
    rule: str  # told of a value that fails


class OnixNames:
    """The tables of a folder schemas/codes. Raises OSError or KeyError where one is missing or broken."""

    def __init__(self, codes: Path) -> None:
        self._codes = codes

    @cached_property
    def relators(self) -> Mapping[str, tuple[Relator, ...]]:
        """List 17: contributor roles."""
        return MappingProxyType({row["onix17"]: _relators(row) for row in self._rows("onix_list17_to_relator")})

    @cached_property
    def statements(self) -> Mapping[tuple[str, str], Statement]:
        """By role, or roles joined by +, and language of the text or ""."""
        return MappingProxyType(
            {(row["onix17"], row["language"]): _statement(row) for row in self._rows("onix_statements")}
        )

    @cached_property
    def performing(self) -> frozenset[str]:
        """The roles that 511 tells."""
        return frozenset(role for (role, _), row in self.statements.items() if "511" in row.places)

    @cached_property
    def beginnings(self) -> tuple[str, ...]:
        """How parts of a vendor's statement of responsibility begin, in lower case with the mark behind."""
        return tuple(row["word"] + mark for row in self._rows("statement_words") for mark in (" ", ":"))

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Word around a name, in lower case without stops → suffix, address or degree."""
        return MappingProxyType({row["word"]: row["kind"] for row in self._rows("name_words")})

    @cached_property
    def schemes(self) -> Mapping[str, tuple[NameScheme, ...]]:
        """List 44: schemes of name identifiers; of the proprietary type each that is known by name."""
        found: dict[str, list[NameScheme]] = {}
        for row in self._rows("name_identifiers"):
            found.setdefault(row["type"], []).append(NameScheme(*(row[each] for each in NameScheme._fields)))
        return MappingProxyType({kind: tuple(schemes) for kind, schemes in found.items()})

    def _rows(self, name: str) -> list[Row]:
        """The rows of a table behind its comment line and header."""
        with (self._codes / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            next(lines)  # "# source: …"
            return list(csv.DictReader(lines))


def _relators(row: Row) -> tuple[Relator, ...]:
    """One relator for each code; a role such as "edited and translated by" has two."""
    columns = (row[each].split(";") for each in ("marc4", "fi_term", "sv_term"))
    main, national = row["may_be_1xx"] == "1", row["national_1xx"] == "1"
    return tuple(
        Relator(code, MappingProxyType({"fin": fin, "swe": swe}), main, national, row["only_for"])
        for code, fin, swe in zip(*columns, strict=True)
    )


def _statement(row: Row) -> Statement:
    one, many = (
        MappingProxyType({language: row[f"{language}{end}"] for language in ("fin", "swe")}) for end in ("", "_many")
    )
    return Statement(one, many, frozenset(row["place"].split()))
