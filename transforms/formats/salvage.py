"""Reads an ISO 2709 record that is not clean: MARC-8, a directory that disagrees, missing indicators.

Nothing is guessed and nothing lost: what is mended leaves an issue, what cannot be is Unreadable. pymarc, which
follows a wrong directory and drops what it does not expect, is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from operator import lt
from typing import NamedTuple

from transforms.formats.frame import Parsed, Unreadable, salvaged, sound_leader, wrong_indicators
from transforms.record import FIELD_END, SUBFIELD, Field, Issue, Level, Record

_TAG = re.compile(rb"[ -~]{3}")
# Text with no other high bytes than the letters and signs of the Nordic languages in Windows-1252.
_WINDOWS = re.compile(
    rb"[\x00-\x1a\x1c-\x7f\x91-\x97\xa0\xab\xb0\xbb\xc4-\xc6\xc9\xd6\xd8\xdc\xe4-\xe6\xe9\xf6\xf8\xfc]*"
)


class _Layout(NamedTuple):
    """Tags and raw fields of a record in the order of its directory."""

    tags: list[str]
    values: list[bytes]
    exact: bool  # leader and directory said so; else the terminators did


def salvage(raw: bytes) -> Parsed | Unreadable:
    """Read one record with its terminator as far as that is possible without loss."""
    layout = _layout(raw)
    if layout is None:
        return Unreadable("S01", "malformed ISO 2709 record: directory and fields do not agree")
    texts = _decoded(layout.values, raw[9:10])
    if texts is None:
        return Unreadable("S01", "malformed ISO 2709 record: its characters cannot be decoded without loss")
    coding, values = texts
    leader, issues = sound_leader(raw[:24].decode("latin-1"))
    found = [*issues, *coding]
    if not layout.exact:
        found.append(salvaged("LDR", leader))
    fields = [_field(tag, value, found) for tag, value in zip(layout.tags, values, strict=True)]
    if any(not " " <= code <= "~" for field in fields for code in field.codes):
        return Unreadable("S01", "malformed ISO 2709 record: a subfield has no code")
    return Parsed(Record(f"{leader[:9]}a{leader[10:]}", tuple(fields)), tuple(found))


def _layout(raw: bytes) -> _Layout | None:
    """Tags and fields where there are as many entries in the directory as terminated fields; else None.

    Wrong lengths and starts do not matter as long as the directory is in the order of the fields.
    """
    end = raw.find(b"\x1e", 24)
    directory, data = raw[24:end], raw[end + 1 :].removesuffix(b"\x1d")
    values = data.split(b"\x1e")
    if end < 36 or len(directory) % 12 or values.pop() or len(values) * 12 != len(directory):
        return None
    entries = [directory[at : at + 12] for at in range(0, len(directory), 12)]
    if not all(_TAG.fullmatch(entry[:3]) for entry in entries):
        return None
    tags = [entry[:3].decode("ascii") for entry in entries]
    said = [entry[3:] for entry in entries]
    stands = dict(zip(_addresses(values), values, strict=True))
    if sorted(said) == sorted(stands):  # every entry means one field, in whatever order they stand
        exact = raw[:5] == b"%05d" % len(raw) and raw[12:17] == b"%05d" % (end + 1)
        return _Layout(tags, [stands[address] for address in said], exact)
    starts = [address[4:] for address in said]
    ascending = all(start.isdigit() for start in starts) and all(map(lt, starts, starts[1:]))
    return _Layout(tags, values, exact=False) if ascending else None


def _addresses(values: Iterable[bytes]) -> Iterator[bytes]:
    """The length and start that the directory should give of each field."""
    start = 0
    for value in values:
        yield b"%04d%05d" % (len(value) + 1, start)
        start += len(value) + 1


def _decoded(values: list[bytes], coding: bytes) -> tuple[tuple[Issue, ...], list[str]] | None:
    """The fields as text: UTF-8, MARC-8 (where LDR/09 allows it) or Windows-1252; S02 where LDR/09 is wrong."""
    data = b"\x1e".join(values)
    wrong = Issue("S02", "leader-malformed", Level.ERROR, "LDR", coding.decode("latin-1"), fixed=True, after="a")
    text = None if coding != b"a" and b"\x1b" in data else _utf8(data)
    if text is not None:
        return () if coding == b"a" or data.isascii() else (wrong,), text.split(FIELD_END)
    from transforms.formats.marc8 import is_plausible  # only here: its tables are slow to import and rarely needed

    found = [_marc8(value) for value in values] if coding != b"a" else [None]
    texts = [each for each in found if each is not None]
    windows = _WINDOWS.fullmatch(data) is not None
    if len(texts) == len(found) and not (windows and not all(map(is_plausible, texts))):
        return () if coding == b" " else (wrong,), texts
    return ((wrong,), data.decode("cp1252").split(FIELD_END)) if windows else None


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _marc8(value: bytes) -> str | None:
    """A field in MARC-8; every subfield begins in the default character sets again."""
    from transforms.formats.marc8 import decode_marc8

    parts = [decode_marc8(part) for part in value.split(b"\x1f")]
    known = [part for part in parts if part is not None]
    return SUBFIELD.join(known) if len(known) == len(parts) else None


def _field(tag: str, value: str, issues: list[Issue]) -> Field:
    """A field with two indicators and a code in each subfield; an issue where it was not so."""
    head, *parts = value.split(SUBFIELD)
    if tag.startswith("00"):
        text = head + "".join(part[1:] for part in parts)
        mended = Field(tag, text)
    else:
        if not parts and len(head) > 2:  # text without any delimiter: Aleph's FMT, a field put in by hand
            head, parts = "  ", ["a" + head]
        mended = Field(tag, SUBFIELD.join((head.ljust(2)[:2], *filter(None, parts))))
    if mended.value != value:
        issues.append(wrong_indicators(tag, value, mended.value))
    return mended
