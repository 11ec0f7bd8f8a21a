"""The types that flow through the house: Field, Record, Issue, Outcome.

A Record is immutable, so stages share records without copying and an edit returns a new one.
Nothing here reads files or knows a vendor. What a field is by itself stands in field.py.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from transforms.field import SUBFIELD, Field

if TYPE_CHECKING:
    import pymarc

__all__ = [
    "FIELD_END",
    "LEADER",
    "SUBFIELD",
    "Field",
    "Issue",
    "Level",
    "Outcome",
    "Record",
]

FIELD_END = "\x1e"  # ISO 2709 field terminator

_TAG_OF = attrgetter("tag")
_NEW = tuple.__new__  # makes a Field without a Python-level call, for hot loops

LEADER = "00000nam a22000002i 4500"  # a new RDA record in Unicode; lengths are written by the ISO 2709 writer


@lru_cache(maxsize=1024)
def _wanted(specs: tuple[str, ...]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Tags by name, and the beginnings of classes of tags: "6XX" and "65X"."""
    classes = tuple(spec.rstrip("X") for spec in specs if spec.endswith("X"))
    return frozenset(specs), classes


@dataclass(frozen=True, slots=True)
class Record:
    """A MARC 21 bibliographic record: leader (24 characters) and fields in order.

    Equality and hash are by content. Leader positions 00-04 and 12-16 (lengths) have no meaning here.
    """

    leader: str
    fields: tuple[Field, ...]

    @classmethod
    def of(cls, *fields: Field, leader: str = LEADER) -> Record:
        """Build a record from fields."""
        return cls(leader, fields)

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    @property
    def control_number(self) -> str:
        """The value of 001, or ""."""
        return self.value("001")

    def first(self, *tags: str) -> Field | None:
        """The first field with one of the tags; "1XX" stands for a class."""
        exact, classes = _wanted(tags)
        for each in self.fields:
            if each.tag in exact or (classes and each.tag.startswith(classes)):
                return each
        return None

    def all(self, *tags: str) -> list[Field]:
        """Every field with one of the tags, in order: `record.all("650", "651")`, `record.all("6XX")`."""
        exact, classes = _wanted(tags)
        if not classes:
            return [each for each in self.fields if each.tag in exact]
        return [each for each in self.fields if each.tag in exact or each.tag.startswith(classes)]

    def has(self, *tags: str) -> bool:
        """True if there is a field with one of the tags."""
        return self.first(*tags) is not None

    def value(self, tag: str, code: str = "") -> str:
        """The value of the first control field, or of one subfield of the first data field; "" when absent."""
        found = self.first(tag)
        if found is None:
            return ""
        return found[code] if code else found.value

    def at(self, tag: str, start: int, end: int | None = None) -> str:
        """Characters start:end of the leader ("LDR") or of the first control field; one character without `end`."""
        text = self.leader if tag == "LDR" else self.value(tag)
        return text[start : start + 1 if end is None else end]

    def put_at(self, tag: str, start: int, text: str) -> Record:
        """Write characters into the leader or the first control field; unchanged where the field is absent or short."""
        old = self.leader if tag == "LDR" else self.value(tag)
        if len(old) < start + len(text):
            return self
        new = old[:start] + text + old[start + len(text) :]
        return Record(new, self.fields) if tag == "LDR" else self.swap(self.first(tag), Field(tag, new))

    def add(self, *fields: Field) -> Record:
        """Insert fields in tag order, each behind those of the same or a lower tag."""
        result = list(self.fields)
        for new in fields:
            place = len(result)
            while place and result[place - 1].tag > new.tag:
                place -= 1
            result.insert(place, new)
        return Record(self.leader, tuple(result))

    def drop(self, *tags: str) -> Record:
        """Leave out every field with one of the tags."""
        exact, classes = _wanted(tags)
        return self.keep(lambda each: each.tag not in exact and not each.tag.startswith(classes))

    def keep(self, wanted: Callable[[Field], bool]) -> Record:
        """Keep the fields for which `wanted` is true."""
        kept = tuple(filter(wanted, self.fields))
        return self if len(kept) == len(self.fields) else Record(self.leader, kept)

    def swap(self, old: Field | None, *new: Field) -> Record:
        """Put `new` in the place of the first field equal to `old`; without an `old`, insert in tag order."""
        if old is None:
            return self.add(*new)
        place = self.fields.index(old)
        return Record(self.leader, (*self.fields[:place], *new, *self.fields[place + 1 :]))

    def put(self, *fields: Field) -> Record:
        """Replace all fields of these tags by the given ones, in tag order."""
        return self.drop(*{each.tag for each in fields}).add(*fields)

    def map(self, change: Callable[[Field], Field]) -> Record:
        """Change every field by a function; the record itself when nothing changed."""
        changed = tuple(map(change, self.fields))
        return self if changed == self.fields else Record(self.leader, changed)

    def sorted(self) -> Record:
        """Fields in ascending order of tag; fields of one tag stay in their order."""
        return Record(self.leader, tuple(sorted(self.fields, key=_TAG_OF)))

    def pack(self) -> str:
        """One string that `unpack` turns back into an equal record; the form in which the store keeps records."""
        return FIELD_END.join((self.leader, *map("".join, self.fields)))

    @classmethod
    def unpack(cls, text: str) -> Record:
        """The record that `pack` wrote."""
        leader, *fields = text.split(FIELD_END)
        return cls(leader, tuple([_NEW(Field, (each[:3], each[3:])) for each in fields]))

    @classmethod
    def unpack_of(cls, text: str, tags: Collection[str]) -> Record:
        """The fields of these tags of the record that `pack` wrote, where the others are not asked for."""
        leader, *fields = text.split(FIELD_END)
        return cls(leader, tuple([_NEW(Field, (each[:3], each[3:])) for each in fields if each[:3] in tags]))

    def to_pymarc(self) -> pymarc.Record:
        """The same record as a `pymarc.Record`, for users of that library."""
        from transforms.formats.pymarc_edge import to_pymarc

        return to_pymarc(self)

    @classmethod
    def from_pymarc(cls, record: pymarc.Record) -> Record:
        """The Record with the leader and fields of a `pymarc.Record`."""
        from transforms.formats.pymarc_edge import from_pymarc

        return from_pymarc(record)

    def __str__(self) -> str:
        """MarcEdit's mnemonic form, one line a field, without a final line end."""
        return "\n".join((f"=LDR  {self.leader.replace(' ', chr(92))}", *map(str, self.fields)))


class Level(StrEnum):
    """How much an issue weighs; only `fatal` withholds a record (house.md §10)."""

    FATAL = "fatal"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Issue(NamedTuple):
    """One finding about a record: the rule that fired, where, on what value, and whether it was mended.

    The words are in the rule (schemas/rules) in three languages; `args` fills them.
    """

    rule: str  # "I02"
    slug: str  # "isbn-check-digit"
    level: Level
    path: str = ""  # "020[1]$a": begins with the tag, occurrences count from 0
    value: str = ""
    fixed: bool = False
    stage: str = "raw"
    after: str = ""  # the value after the fix
    args: tuple[tuple[str, str], ...] = ()  # further named values for the message
    suppressed: bool = False  # a person accepted it for this record: told and counted apart, weighs nothing


class Outcome(StrEnum):
    """Where everything read ends, exactly one for each record: read == the sum of outcomes."""

    CANDIDATE = "candidate"
    UNCHANGED = "unchanged"
    DELETED = "deleted"
    FILTERED = "filtered"
    QUARANTINED = "quarantined"
