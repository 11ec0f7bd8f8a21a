"""Parts an ISO 2709 record into leader, directory and data, also where one of them is damaged.

Several ways may be possible; which of them is right, `layout` finds by bringing directory and data together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

LEADER = 24  # bytes of the leader
MAP = b"4500"  # its last four: the same in every record, so that what is missing of them is known
ENTRY = 12  # bytes of a directory entry: tag, length of the field, start of the field
END, STOP = b"\x1e", b"\x1d"
_ENTRIES = re.compile(rb"(?:[0-9A-Za-z]{3}\d{9})+")
_LONG = re.compile(rb"\d{6,8}")


class Sections(NamedTuple):
    """A record in its three parts; regular where it parts at byte 24 and at a terminator and is not cut off."""

    leader: bytes
    directory: bytes
    data: bytes
    is_regular: bool = False
    is_cut: bool = False


def sections_of(raw: bytes) -> Iterator[Sections]:
    """Each way to part a record, the regular one first: its leader may be short, the directory have no terminator."""
    end, said = raw.find(END, LEADER), int(raw[12:17]) if raw[12:17].isdigit() else 0
    if end > 0:
        is_cut = raw[:5].isdigit() and int(raw[:5]) > len(raw)
        yield Sections(raw[:LEADER], raw[LEADER:end], raw[end + 1 :], is_regular=True, is_cut=is_cut)
        for leader, start in (*_short_leaders(raw), *_long_leaders(raw, end + 1)):
            yield Sections(leader, raw[start:end], raw[end + 1 :])
    run = _ENTRIES.match(raw, LEADER)
    after = run.end() if run else 0
    for start in dict.fromkeys((said, said - 1, after, after + 1)):
        if LEADER + ENTRY <= start < len(raw) and start != end + 1:  # its terminator is another byte now, or gone
            stop = start - (start - LEADER) % ENTRY
            yield Sections(raw[:LEADER], raw[LEADER:stop], raw[start:])


def _short_leaders(raw: bytes) -> Iterator[tuple[bytes, int]]:
    """A leader that lacks the end of its entry map, made whole; and where it ends."""
    for kept in range(len(MAP)):
        if raw[LEADER - len(MAP) : LEADER - len(MAP) + kept] == MAP[:kept]:
            yield raw[: LEADER - len(MAP)] + MAP, LEADER - len(MAP) + kept


def _long_leaders(raw: bytes, base: int) -> Iterator[tuple[bytes, int]]:
    """A leader whose numbers have more digits than five, cut down to those; and where it ends.

    Who writes so may or may not count the digits that are too many.
    """
    length = _LONG.match(raw)
    digits, end = (length.group(), length.end()) if length else (b"0", 0)
    for more in range(3):
        extra = len(digits) - 5 + more
        number = raw[end + 7 : end + 12 + more]
        if int(digits) in (len(raw), len(raw) - extra) and number in (b"%d" % base, b"%05d" % (base - extra)):
            start = end + 19 + more
            yield b"00000%s00000%s" % (raw[end : end + 7], raw[start - 7 : start]), start


def entries_of(directory: bytes) -> list[bytes]:
    """The entries of a directory; none where its length is not that of entries."""
    if len(directory) % ENTRY:
        return []
    return [directory[at : at + ENTRY] for at in range(0, len(directory), ENTRY)]


def address_of(entry: bytes) -> bytes:
    """Length and start of a field, as its directory entry gives them."""
    return entry[3:]


def addresses_of(values: Sequence[bytes]) -> list[bytes]:
    """What the directory should say of each field behind its tag; longer than nine digits where that overflows."""
    start, found = 0, []
    for value in values:
        found.append(b"%04d%05d" % (len(value) + 1, start))
        start += len(value) + 1
    return found


def without_stops(raw: bytes) -> bytes:
    """A record without the record terminators inside it."""
    return raw[:-1].replace(STOP, b"") + STOP


def is_whole(raw: bytes) -> bool:
    """True for a record in which leader, directory, data and terminators all agree."""
    base = int(raw[12:17]) if raw[12:17].isdigit() else 0
    if raw[:5] != b"%05d" % len(raw) or not LEADER < base < len(raw) or raw[-2:] != END + STOP:
        return False
    entries = entries_of(raw[LEADER : base - 1]) if raw[base - 1 : base] == END else []
    return bool(entries) and sorted(addresses_of(raw[base:-2].split(END))) == sorted(map(address_of, entries))
