"""What ONIX says of subjects and audience, as data of schemas/codes: each list is read when it is first needed.

Everything is immutable. A look-up that finds nothing is the caller's finding; nothing here decides anything.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeVar

Value = TypeVar("Value")
Row = dict[str, str]


class SubjectScheme(NamedTuple):
    """Where the subjects of one scheme of list 27 go."""

    way: str  # see the first line of the table
    tag: str
    indicators: str
    source: str  # $2; "{}" is the version of the scheme
    id: str  # beginning of the URIs of concepts, the shape of $0, or the form of codes; "" for none
    vocabularies: tuple[str, ...]  # in which a label is looked up
    language: str  # of its words where they do not tell it


class ThemaHeading(NamedTuple):
    """A qualifier of Thema as a heading."""

    below: bool  # codes that begin so mean it too
    tag: str
    uri: str  # of its concept; "" where it is not known
    labels: Mapping[str, str]  # where there is no URI
    type: str  # LDR/06 for which alone it holds; "" for any


class AudienceSign(NamedTuple):
    """What a code tells of the audience."""

    code: str
    marc: str  # 008/22
    kind: str  # child, school, schools, adult, rating or ""
    group: str  # of `groups`; "" for no 385
    ind: str  # first indicator of 521; "" for no note
    words: Mapping[str, str]
    span: tuple[str, str]  # qualifier and value of an age; ("", "") for none


class Group(NamedTuple):
    """A group of people for 385."""

    uri: str
    labels: Mapping[str, str]


class AudienceRange(NamedTuple):
    """A qualifier of audience ranges."""

    ind: str  # first indicator of 521; "" where it is not carried over
    scale: str  # of `steps`; "" where it tells nothing of 008/22
    least: str
    most: str
    words: Mapping[str, str]


class OnixSubjects:
    """The lists of a folder schemas/codes. Raises OSError or KeyError where one is missing or broken."""

    def __init__(self, codes: Path) -> None:
        self._codes = codes

    @cached_property
    def schemes(self) -> Mapping[str, SubjectScheme]:
        """Every scheme of list 27."""
        return MappingProxyType({row["scheme"]: _scheme(row) for row in self._rows("onix_list27_subjects")})

    @cached_property
    def fiction_genres(self) -> Mapping[str, str]:
        """Words of 084 9# in both languages, in lower case → the word that is written."""
        rows = self._rows("fiction_genres")
        return MappingProxyType({row[each].casefold(): row["word"] for each in ("swe", "word") for row in rows})

    @cached_property
    def fiction(self) -> Mapping[str, tuple[tuple[str, bool | None], ...]]:
        """Scheme → beginning of a code, the longest first, and whether it tells fiction; None: it may be either."""
        found: dict[str, list[tuple[str, bool | None]]] = {}
        for row in self._rows("onix_fiction_signs"):
            told = row["fiction"] == "1" if row["fiction"] else None
            found.setdefault(row["scheme"], []).append((row["begins"], told))
        return MappingProxyType({scheme: _longest_first(pairs) for scheme, pairs in found.items()})

    @cached_property
    def thema_headings(self) -> Mapping[str, ThemaHeading]:
        """Qualifiers of Thema."""
        return MappingProxyType(
            {
                row["code"]: ThemaHeading(row["below"] == "1", row["tag"], row["uri"], _words(row), row["type"])
                for row in self._rows("thema_headings")
            }
        )

    @cached_property
    def form_subdivisions(self) -> frozenset[str]:
        """Subdivisions of LCSH that tell a form, in lower case."""
        return frozenset(row["subdivision"].casefold() for row in self._rows("lcsh_form_subdivisions"))

    @cached_property
    def audience_lists(self) -> Mapping[str, str]:
        """Type of list 29 → list of `audiences`; "" for one that is not carried over."""
        return MappingProxyType({row["type"]: row["list"] for row in self._rows("onix_list29_audiences")})

    @cached_property
    def audiences(self) -> Mapping[str, Mapping[str, AudienceSign]]:
        """List → code → what it tells, in the order of the table."""
        found: dict[str, dict[str, AudienceSign]] = {}
        for row in self._rows("onix_audiences"):
            found.setdefault(row["list"], {})[row["code"]] = _sign(row)
        return MappingProxyType({each: MappingProxyType(signs) for each, signs in found.items()})

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """Groups of people by name."""
        return MappingProxyType({row["group"]: Group(row["uri"], _words(row)) for row in self._rows("audience_groups")})

    @cached_property
    def ranges(self) -> Mapping[str, AudienceRange]:
        """Every qualifier of list 30."""
        return MappingProxyType(
            {
                row["qualifier"]: AudienceRange(row["ind"], row["scale"], row["least"], row["most"], _words(row))
                for row in self._rows("onix_audience_ranges")
            }
        )

    @cached_property
    def steps(self) -> Mapping[str, tuple[tuple[int | None, str], ...]]:
        """Scale → number and the code of 008/22 up to it; None: for all above."""
        found: dict[str, tuple[tuple[int | None, str], ...]] = {}
        for row in self._rows("audience_steps"):
            upto = int(row["upto"]) if row["upto"] else None
            found[row["scale"]] = (*found.get(row["scale"], ()), (upto, row["code"]))
        return MappingProxyType(found)

    def _rows(self, name: str) -> list[Row]:
        with (self._codes / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            next(lines)  # "# source: …"
            return list(csv.DictReader(lines))


def _longest_first(pairs: Iterable[tuple[str, Value]]) -> tuple[tuple[str, Value], ...]:
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def _words(row: Row) -> Mapping[str, str]:
    return MappingProxyType({"fin": row["fin"], "swe": row["swe"]}) if row["fin"] else MappingProxyType({})


def _scheme(row: Row) -> SubjectScheme:
    return SubjectScheme(
        row["way"],
        row["tag"],
        row["indicators"],
        row["source"],
        row["id"],
        tuple(row["vocabularies"].split()),
        row["language"],
    )


def _sign(row: Row) -> AudienceSign:
    qualifier, _, value = row["span"].partition(" ")
    return AudienceSign(
        row["code"], row["marc"], row["kind"], row["group"], row["ind"], _words(row), (qualifier, value)
    )
