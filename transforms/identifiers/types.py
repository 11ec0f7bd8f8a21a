"""The types of identifiers of schemas/codes/identifier_types.csv: a number, its written forms, its place in MARC."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from transforms.identifiers.control_numbers import read_control
from transforms.identifiers.numbers import NUMBERS, Number

Row = dict[str, str]
_BETWEEN = r"[.:\s]*"  # behind a word that announces a number: "ISNI: "


class Place(NamedTuple):
    """Where an identifier stands in MARC 21."""

    tag: str  # "" where it stands in $0 or $1 of a heading
    ind1: str
    ind2: str
    subfield: str  # of a right one: "0" for a concept or an authority, "1" for a thing of the world
    wrong: str  # subfield of one that fails its check; "" where there is none, and it is left out
    source: str  # $2


@dataclass(frozen=True, eq=False)
class IdentifierType:
    """One type of identifier. Reading never raises, whatever the text."""

    name: str
    label: str
    number: Number
    uri: str  # "{}" is the place of the canonical form; "" where there is no URI
    control: str  # the same of the form with a source in brackets: "(FI-MELINDA){}"; ""
    also: tuple[str, ...]  # what else may stand before it: an address where it has a slash, else a word
    form: str  # which of them MARC has: uri, control or display
    place: Place
    tags: frozenset[str]  # fields whose $0 or $1 it may be; empty: any

    @cached_property
    def codes(self) -> frozenset[str]:
        """What may stand in brackets before the number, in lower case."""
        return frozenset(each.lower() for each in _codes_of(self))

    @cached_property
    def before(self) -> re.Pattern[str]:
        """All that may stand before the bare number, made when the first one is read."""
        return _before(self)

    @property
    def source(self) -> str:
        """The code in brackets before it: "FI-MELINDA"; "" where it has none."""
        control = read_control(self.control)
        return control.source if control is not None else ""

    def parse(self, text: str) -> str | None:
        """The canonical form of any written one; None for what is none or fails its check."""
        text = text.strip()
        return self.bare(text, self.start_of(text))

    def parse_marked(self, text: str) -> str | None:
        """The same of a text that says what it is: its URI, or a prefix or word before it; None for a bare number."""
        if text[:1] == "(" and text.isascii() and text[1 : text.find(")")].lower() not in self.codes:
            return None  # of another source: so are most of the many control numbers, which are hardly met again
        return _marked(self, text)

    def start_of(self, text: str) -> int:
        """Where the number itself begins, behind address, code or word."""
        found = self.before.match(text)
        return found.end() if found is not None else 0

    def bare(self, text: str, start: int) -> str | None:
        """The canonical form of what begins there; a slash behind it may belong to its address."""
        canonical = self.number.parse(text[start:])
        if canonical is None and text[-1:] == "/":
            return self.number.parse(text[start:].rstrip("/"))
        return canonical

    def is_valid(self, text: str) -> bool:
        """True for each written form of a right one."""
        return self.parse(text) is not None

    def display(self, canonical: str) -> str:
        """As people read it: an ISBN with its hyphens."""
        return self.number.display(canonical)

    def uri_of(self, canonical: str) -> str:
        """Its URI; "" where the type has none."""
        return self.uri.replace("{}", canonical)

    def control_of(self, canonical: str) -> str:
        """Its form with the source in brackets; "" where the type has none."""
        return self.control.replace("{}", canonical)

    def written(self, canonical: str) -> str:
        """As it stands in MARC."""
        return {"uri": self.uri_of, "control": self.control_of, "display": self.display}[self.form](canonical)


class IdentifierTypes:
    """The types by name. Raises OSError or KeyError where the table is missing or broken."""

    def __init__(self, codes: Path) -> None:
        self._codes = codes

    def __getitem__(self, name: str) -> IdentifierType:
        """The type of a name; KeyError for none."""
        return self.by_name[name]

    def __iter__(self) -> Iterator[IdentifierType]:
        return iter(self.by_name.values())

    @cached_property
    def by_name(self) -> Mapping[str, IdentifierType]:
        """All types, in the order of the table."""
        with (self._codes / "identifier_types.csv").open(encoding="utf-8", newline="") as lines:
            next(lines)  # "# source: …"
            return MappingProxyType({row["name"]: _type(row) for row in csv.DictReader(lines)})

    @cached_property
    def vocabularies(self) -> Mapping[str, IdentifierType]:
        """Types whose URIs stand in $0, by the vocabulary that $2 names before its slash."""
        found: dict[str, IdentifierType] = {}
        for each in self:
            if each.place.subfield == "0" and each.form == "uri":
                for key in filter(None, (each.place.source, each.name)):
                    found.setdefault(key, each)
        return MappingProxyType(found)

    @cached_property
    def agents(self) -> tuple[IdentifierType, ...]:
        """Types of persons and bodies: those of $1, and authorities of other countries, which have a URI for it."""
        return tuple(
            each
            for each in self
            if each.place.subfield == "1" or (each.place.subfield == "0" and each.form == "control" and each.uri)
        )

    @cached_property
    def by_source(self) -> Mapping[str, IdentifierType]:
        """The code in brackets, casefolded → the type of such control numbers."""
        return MappingProxyType({each.source.casefold(): each for each in self if each.source})


@lru_cache(maxsize=1024)  # the same concepts and people stand in $0 and $1 again and again
def _marked(kind: IdentifierType, text: str) -> str | None:
    text = text.strip()
    start = kind.start_of(text)
    return kind.bare(text, start) if start else None


def _type(row: Row) -> IdentifierType:
    number = NUMBERS[row["number"]] if row["number"] else _by_pattern(row["pattern"])
    indicators = row["indicators"].replace("#", " ").ljust(2)
    place = Place(row["tag"], indicators[0], indicators[1], row["subfield"], row["wrong"], row["source"])
    return IdentifierType(
        name=row["name"],
        label=row["label"],
        number=number,
        uri=row["uri"],
        control=row["control"],
        also=tuple(row["also"].split()),
        form=row["form"],
        place=place,
        tags=frozenset(row["tags"].split()),
    )


def _by_pattern(pattern: str) -> Number:
    """Numbers that have a pattern and no check."""
    matches = re.compile(pattern, re.ASCII).fullmatch
    return Number(lambda text: text if matches(text) else None)


def _before(kind: IdentifierType) -> re.Pattern[str]:
    """What may stand before the number: its address, with or without https and www; codes in brackets; words."""
    starts = [each for each in kind.also if "/" in each]
    codes = _codes_of(kind)
    if kind.uri:
        starts.append(kind.uri.partition("://")[2].removesuffix("{}"))
    hosts = {each.removeprefix("www.") for each in starts}
    urns = {each.partition("/")[2] for each in hosts if each.lower().startswith("urn.fi/urn:")}
    choices = []
    if hosts:
        choices.append(rf"(?:https?://)?(?:www\.)?{_any(hosts)}")
    if urns:
        choices.append(_any(urns))
    if codes:
        choices.append(rf"(?:\({_any(codes)}\)|{_any(codes)}){_BETWEEN}")
    return re.compile(f"(?:{'|'.join(choices)})*", re.IGNORECASE)


def _codes_of(kind: IdentifierType) -> list[str]:
    return [*(each for each in kind.also if "/" not in each), *filter(None, [kind.source])]


def _any(words: Collection[str]) -> str:
    """Any of these words, the longest first."""
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=lambda each: (-len(each), each))))})"
