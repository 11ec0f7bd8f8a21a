"""What every reader speaks of: the envelope of a file, the frames it is cut into, and what could not be read.

A file is cut into frames (the raw bytes of one record) before anything is parsed, so that an unchanged
record costs a hash and a file can be shared out among workers by byte range.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from transforms.record import Issue, Level, Record


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a file says of all its records: its format, and for XML what surrounds them."""

    format: str  # a key of READERS
    encoding: str = "utf-8"
    element: str = ""  # qualified name of the record element as written: "record", "marc:record", "Product"
    head: bytes = b""  # opening tag that gives a cut-out record its namespaces
    tail: bytes = b""  # the matching closing tag
    sender: str = ""  # ONIX Header/Sender/SenderName
    sent: str = ""  # ONIX Header/SentDateTime as ISO 8601 in UTC: "2026-11-01T02:15:00Z"; "" when not given
    release: str = ""  # ONIX release: "3.0" or "3.1"
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
    return Issue("S01", "unparsable-record", Level.ERROR, path, value, fixed=True, after=after)


def wrong_indicators(tag: str, value: str, after: str) -> Issue:
    """S10 as mended: a data field that did not have two indicators has them now."""
    return Issue("S10", "indicator-invalid", Level.ERROR, tag, value, fixed=True, after=after)


def sound_leader(text: str) -> tuple[str, tuple[Issue, ...]]:
    """A leader of 24 ASCII characters, blanks in the place of others; S02 as mended where it was not one."""
    leader = "".join(each if " " <= each <= "~" else " " for each in text).ljust(24)[:24]
    if leader == text:
        return leader, ()
    return leader, (Issue("S02", "leader-malformed", Level.ERROR, "LDR", text, fixed=True, after=leader),)
