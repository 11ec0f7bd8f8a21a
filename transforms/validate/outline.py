"""The outline of a field: what is known of it before its values are looked at, and the places where values stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from transforms.record import SUBFIELD, Field

NO_CODE = " "  # in the place of what stands before the first subfield, and of a mark without a code
WHOLE, SECOND, FIRST = -1, -2, -3  # numbers of the field itself and of its indicators, behind those of the subfields

Key = tuple[str, str, tuple[str, ...]]  # tag, indicators, and behind a blank the subfield codes


class Outline(NamedTuple):
    """Tag, indicators and subfield codes of a field; its length where it is a control field."""

    tag: str
    marks: str  # indicators
    codes: str  # of its subfields, a blank for one that has none
    known: frozenset[str]  # the same codes
    length: int  # of a control field
    kind: str  # LDR/06-07 of the record of a control field
    is_control: bool  # LDR and 00X, which have no subfields

    @property
    def key(self) -> Key:
        """The same as the MARC 21 schema names it."""
        return self.tag, self.marks, () if self.is_control else (NO_CODE, *self.codes)


class Place(NamedTuple):
    """Where in a field of one outline a value stands."""

    number: int  # of the subfield, or WHOLE, FIRST, SECOND
    part: str  # "$a", "/35-37", "^1", "" for the whole field
    at: int  # number of the subfield, or first character
    end: int = 0  # behind the last character of a coded position


def is_control(tag: str) -> bool:
    """True for LDR and 00X, which have no subfields."""
    return tag.startswith("00") or tag == "LDR"


def outline_of(field: Field) -> Outline:
    """What is known of a field."""
    tag, value = field
    if is_control(tag):
        return control_outline(tag, len(value), "")
    head, *parts = value.split(SUBFIELD)
    return data_outline(tag, marks_of(value, head), codes_of(parts))


def control_outline(tag: str, length: int, kind: str) -> Outline:
    """The outline of a control field, or of the leader."""
    return Outline(tag, "", "", frozenset(), length, kind, is_control=True)


def data_outline(tag: str, marks: str, codes: str) -> Outline:
    """The outline of a data field; nothing in it depends on the kind of record."""
    return Outline(tag, marks, codes, frozenset(codes), 0, "", is_control=False)


def marks_of(value: str, head: str) -> str:
    """The indicators of a data field; `head` is what stands before its first subfield."""
    return value[:2] if value[2:3] == SUBFIELD else head[:2]


def codes_of(parts: Sequence[str]) -> str:
    """The codes of subfields: of ["aTitle", "cAuthor"] these are "ac"."""
    return "".join([part[0] if part else NO_CODE for part in parts])
