"""Finds which bytes of a damaged ISO 2709 record are which field.

Leader, directory, lengths and terminators say the same thing more than once: what one of them lost the others prove.
Nothing is guessed; where they do not agree on a field the record has no layout.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from transforms.formats.sections import (
    END,
    STOP,
    Sections,
    address_of,
    addresses_of,
    entries_of,
    is_whole,
    sections_of,
    without_stops,
)

_PADDING = b" \r\n\x00"
_SEPARATORS = re.compile(rb"[\x1d\x1e]")
_MOST_FIELDS = 20_000  # twice what a directory holds whose end five digits can tell
_SHOWN = 5  # wrong entries that an issue names


class Placed(NamedTuple):
    """A field: its tag and its bytes without the terminator."""

    tag: bytes
    value: bytes


class Repair(NamedTuple):
    """What was done: the tag it was done to ("" for the record), what stood there, what stands there now."""

    tag: str
    before: str
    after: str = ""


class Layout(NamedTuple):
    """The fields of a record in the order of its directory, and what had to be done to find them."""

    fields: list[Placed]
    repairs: list[Repair]
    leader: bytes = b""


def layout_of(raw: bytes) -> Layout | None:
    """The fields of a record with its terminator; None where it is not certain which bytes are which field."""
    if raw.count(END) > _MOST_FIELDS:
        return None
    inside = []
    if STOP in raw[:-1] and is_whole(without_stops(raw)):
        raw, inside = without_stops(raw), [Repair("", "record terminator inside the record left out")]
    for sections in sections_of(raw):
        found = _placed(sections)
        if found:
            return Layout(found.fields, [*inside, *_numbers(raw, sections), *found.repairs], sections.leader)
    return None


def _placed(sections: Sections) -> Layout | None:
    """Every way to bring directory and data together, the strictest first."""
    _, directory, data, is_regular, is_cut = sections
    entries = entries_of(directory)
    values, stray = _values(data)
    if entries and not stray:
        found = _by_address(entries, values, is_regular, is_cut) or (is_regular and _by_order(entries, values))
        if found:
            return found
    if not is_regular:
        return None if stray else _by_width(directory, values)
    return _by_width(directory, values) or (_by_length(entries, data.removesuffix(STOP)) if entries else None)


def _values(data: bytes) -> tuple[list[bytes], bytes]:
    """The terminated fields, and what stands behind the last one; padding or a lost record terminator do not count."""
    values = data.removesuffix(STOP).split(END)
    stray = values.pop()
    is_terminator = len(stray) == 1 and not data.endswith(STOP)
    return values, b"" if is_terminator else stray.strip(_PADDING)


def _by_address(entries: list[bytes], values: list[bytes], is_regular: bool, is_cut: bool) -> Layout | None:
    """Each entry has the field at its address. One entry and one field may be left over, which then are a pair.

    A field that no entry points at has no tag; entries that point past the end have no field, if nothing was cut off.
    """
    stands = dict(zip(addresses_of(values), values, strict=True))
    found = [stands.pop(address_of(entry), None) for entry in entries]
    left = [entry for entry, value in zip(entries, found, strict=True) if value is None]
    spare = [*stands.values()]
    if not left and not spare:
        return _layout(entries, found)
    if not is_regular or len(spare) > 1 or len(left) == len(entries):
        return None
    if len(left) == len(spare):
        return _layout(entries, [spare[0] if value is None else value for value in found])
    if left and (spare or is_cut or not all(_is_past(entry, values) for entry in left)):
        return None
    repairs = [Repair(_text(entry[:3]), f"directory entry {_text(entry)} without a field") for entry in left]
    repairs += [Repair("", f"field without a directory entry: {_text(value)}") for value in spare]
    return _layout(entries, found)._replace(repairs=repairs)


def _layout(entries: list[bytes], values: Sequence[bytes | None]) -> Layout:
    """The fields of the entries that have one."""
    pairs = zip(entries, values, strict=True)
    return Layout([Placed(entry[:3], value) for entry, value in pairs if value is not None], [])


def _is_past(entry: bytes, values: list[bytes]) -> bool:
    """True if an entry points past the end of the data, or at what is no field."""
    return not address_of(entry).isdigit() or int(entry[7:]) >= sum(map(len, values)) + len(values)


def _by_order(entries: list[bytes], values: list[bytes]) -> Layout | None:
    """As many entries as fields: in the same order if the starts ascend or only impossible numbers are wrong."""
    if len(entries) != len(values):
        return None
    starts = [entry[7:] for entry in entries]
    ascending = all(start.isdigit() for start in starts) and all(one < other for one, other in pairwise(starts))
    right = addresses_of(values)
    if not ascending and not all(address_of(e) == a or len(a) > 9 for e, a in zip(entries, right, strict=True)):
        return None
    return _layout(entries, values)


def _by_width(directory: bytes, values: list[bytes]) -> Layout | None:
    """A directory whose numbers took more digits than they have, right in each: a record or field that is too long."""
    fields, place = [], 0
    for value, address in zip(values, addresses_of(values), strict=True):
        tag = directory[place : place + 3]
        if directory[place + 3 : place + 3 + len(address)] != address:
            return None
        fields.append(Placed(tag, value))
        place += 3 + len(address)
    if not fields or place != len(directory):
        return None
    return Layout(fields, [Repair("", "directory with more digits than an entry has")])


def _by_length(entries: list[bytes], data: bytes) -> Layout | None:
    """Fields of the lengths that the directory gives, from both ends, where one terminator is too many or too few."""
    if not all(address_of(entry).isdigit() and int(entry[3:7]) for entry in entries):
        return None
    order = sorted(range(len(entries)), key=lambda at: entries[at][7:])
    lengths = [int(entries[at][3:7]) for at in order]
    values = _cut(lengths, data)
    if values is None:
        return None
    fields = [Placed(b"", b"")] * len(entries)
    repairs = []
    for at, value, length in zip(order, values, lengths, strict=True):
        tag, plain = entries[at][:3], value
        if _SEPARATORS.search(value):  # one that took the place of a byte keeps it, one that was put in goes
            plain = _SEPARATORS.sub(b" " if len(value) + 1 == length else b"", value)
            repairs.append(Repair(_text(tag), _text(value), _text(plain)))
        fields[at] = Placed(tag, plain)
    return Layout(fields, repairs or [Repair("", "a field terminator is missing")])


def _cut(lengths: list[int], data: bytes) -> list[bytes] | None:
    """The data in fields of these lengths; one field, or the border of two, need not fit."""
    ahead: list[bytes] = []
    behind: list[bytes] = []
    place, last, rest = 0, len(data), list(lengths)
    while rest and data[place + rest[0] - 1 : place + rest[0]] == END:
        ahead.append(data[place : place + rest[0] - 1])
        place += rest.pop(0)
    if not rest:
        return ahead if place == last else None
    while len(rest) > 1 and data[last - 1 : last] == END and data[last - rest[-1] - 1 : last - rest[-1]] == END:
        behind.append(data[last - rest[-1] : last - 1])
        last -= rest.pop()
    between = _between(data[place:last], rest) if place < last else None
    return None if between is None else [*ahead, *between, *reversed(behind)]


def _between(data: bytes, lengths: list[int]) -> list[bytes] | None:
    """The one field that does not fit (it grew), or the two whose terminator is another byte now, or gone."""
    is_ended = data.endswith(END)
    if len(lengths) == 1:
        if is_ended:
            return [data[:-1]] if len(data) >= lengths[0] else None
        return [data[: lengths[0] - 1]] if len(data) in (lengths[0] - 1, lengths[0]) else None
    if len(lengths) > 2 or not is_ended or sum(lengths) - len(data) not in (0, 1):
        return None
    return [data[: lengths[0] - 1], data[len(data) - lengths[1] : -1]]


def _numbers(raw: bytes, sections: Sections) -> list[Repair]:
    """What the record says wrongly of lengths, places and ends, and what is right."""
    base = len(raw) - len(sections.data)
    said = [
        (f"record length {_text(raw[:5])}", f"{len(raw):05}", raw[:5] == b"%05d" % len(raw)),
        (f"base address {_text(raw[12:17])}", f"{base:05}", raw[12:17] == b"%05d" % base),
        ("no regular end of leader or directory", _text(sections.leader), sections.is_regular),
        (f"end {_text(raw[-2:])}", _text(END + STOP), raw[-2:] == END + STOP),
    ]
    entries, right = entries_of(sections.directory), addresses_of(_values(sections.data)[0])
    if len(entries) == len(right) and sorted(map(address_of, entries)) != sorted(right):
        wrong = [(entry, address) for entry, address in zip(entries, right, strict=True) if entry[3:] != address]
        said += [(f"directory entry {_text(e)}", _text(e[:3] + a), False) for e, a in wrong[:_SHOWN]]
    before = ", ".join(what for what, _, is_right in said if not is_right)
    after = ", ".join(now for _, now, is_right in said if not is_right)
    return [Repair("", before, after)] if before else []


def _text(raw: bytes) -> str:
    """Bytes as an issue shows them: ASCII, others as \\xNN."""
    return raw.decode("ascii", "backslashreplace")
