"""What every reader speaks of: the envelope of a file, the frames it is cut into, and what could not be read.

A file is cut into frames (the raw bytes of one record) before anything is parsed, so that an unchanged
record costs a hash and a file can be shared out among workers by byte range.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from transforms.record import Field, Issue, Level, Record

_CONSTANTS = "00000     2200000   4500"
QUOTED = 10_000  # characters of a value that an issue quotes: as many as a field of ISO 2709 has


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a file says of all its records: its format, and for XML what surrounds them."""

    format: str  # a key of READERS
    encoding: str = "utf-8"
    element: str = (
        ""  # qualified name of the record element as written: "record", "marc:record", "Product"; JSON: "line"
    )
    head: bytes = b""  # opening tag that gives a cut-out record its namespaces
    tail: bytes = b""  # the matching closing tag
    sender: str = ""  # ONIX Header/Sender/SenderName
    sent: str = ""  # ONIX Header/SentDateTime as ISO 8601 in UTC: "2026-11-01T02:15:00Z"; "" when not given
    products: int = 0  # how many the ONIX header says there are; 0: it does not say
    release: str = ""  # ONIX release: "3.0" or "3.1"
    language: str = ""  # ONIX Header/DefaultLanguageOfText: of products that tell none of their own
    root: str = ""  # qualified name of the XML root, without which the file broke off; "": its end is not asked for


class Frame(NamedTuple):
    """The raw bytes of one record and where they begin in the (unpacked) file."""

    offset: int
    raw: bytes
    complete: bool = True  # False: the file broke off inside or behind this record


class Parsed(NamedTuple):
    """A record that was read, with what was found or mended on the way."""

    record: Record
    issues: tuple[Issue, ...] = ()


class Unreadable(NamedTuple):
    """Bytes that are no record we can use: the rule of schemas/rules that says so, and the plain reason."""

    rule: str  # "S01"
    reason: str


def salvaged(path: str, value: str, after: str = "") -> Issue:
    """S01 as mended: the bytes broke the format, but nothing of the record is lost."""
    return _mended("S01", "unparsable-record", path, value, after)


def tagless(tag: str, value: str) -> Issue:
    """S01 as mended: a field whose tag is none was left out of the record; the issue keeps it."""
    return salvaged("LDR", f"field with the tag {tag!r} left out: {value}")


def wrong_indicators(tag: str, value: str, after: str) -> Issue:
    """S10 as mended: a data field that did not have two indicators, or a code in each subfield, has them now."""
    return _mended("S10", "indicator-invalid", tag, value, after)


def lying_leader(declared: str, found: str) -> Issue:
    """S02 as mended: the bytes are not coded as LDR/09 says; `after` is how they are."""
    return _mended("S02", "leader-malformed", "LDR", declared, found)


def plain_references(tag: str, value: str, after: str) -> Issue:
    """S16 as mended: numeric character references, by which MARC-8 writes what it lacks, are characters now."""
    return _mended("S16", "html-in-text", tag, value, after)


def sound_leader(text: str) -> tuple[str, tuple[Issue, ...]]:
    """A leader of 24 ASCII characters, blanks in the place of others; S02 as mended where it was not one.

    What is the same in every record, and the lengths, which only a writer knows, are filled in where they are missing.
    """
    known = "".join(each if " " <= each <= "~" else " " for each in text).ljust(24)[:24]
    if known == text:
        return text, ()
    leader = "".join(constant if each == " " else each for each, constant in zip(known, _CONSTANTS, strict=True))
    return leader, (_mended("S02", "leader-malformed", "LDR", text, leader),)


def one_control_number(fields: Sequence[Field], issues: list[Issue]) -> tuple[Field, ...]:
    """The fields with the first 001 only; S01 as mended keeps each other one."""
    numbers = [each for each in fields if each.tag == "001"]
    if len(numbers) < 2:
        return tuple(fields)
    issues += [salvaged("001", each.value, numbers[0].value) for each in numbers[1:]]
    first = next(place for place, each in enumerate(fields) if each.tag == "001")
    return tuple(each for place, each in enumerate(fields) if each.tag != "001" or place == first)


def _mended(rule: str, slug: str, path: str, value: str, after: str) -> Issue:
    """A finding that was mended at once; very long values are cut, the raw bytes are kept elsewhere."""
    return Issue(rule, slug, Level.ERROR, path, value[:QUOTED], fixed=True, after=after[:QUOTED])
