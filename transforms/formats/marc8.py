"""MARC-8 to Unicode (MARC 21 Specifications for Record Structure, Character Sets: MARC-8), by pymarc's code tables.

Strict where pymarc's own decoder is lenient: a byte without a meaning makes the text undecodable, none is dropped.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from pymarc.marc8_mapping import CODESETS, ODD_MAP

_BASIC, _ANSEL, _EAST_ASIAN = 0x42, 0x45, 0x31
_ESCAPE = re.compile(rb"\x1b(?:([(,])!?(.)|([)-])!?(.)|(\$),?([^)-])|(\$[)-])(.)|([gbps]))", re.DOTALL)
_SETS = {b"g": 0x67, b"b": 0x62, b"p": 0x70, b"s": _BASIC}  # one-character escapes; "s" returns to ASCII
_CONTROLS = {0x88: "\x98", 0x89: "\x9c", 0x8D: "\u200d", 0x8E: "\u200c"}  # non-sorting marks, joiner, non-joiner


def decode_marc8(raw: bytes) -> str | None:
    """Text of a subfield or control field in NFC; None where a byte has no meaning in MARC-8.

    A combining mark stands before its letter; one that nothing follows has no meaning.
    """
    if raw.isascii() and b"\x1b" not in raw:
        return raw.decode("ascii")
    low, high, place = _BASIC, _ANSEL, 0
    text: list[str] = []
    marks: list[str] = []
    while place < len(raw):
        escape = _ESCAPE.match(raw, place)
        if escape:
            low, high = _designated(escape, low, high)
            place = escape.end()
            continue
        width = 3 if low == _EAST_ASIAN and raw[place] > 0x20 else 1
        found = _character(int.from_bytes(raw[place : place + width]), low, high)
        place += width
        if found is None:
            return None
        if found[1]:
            marks.append(found[0])
        else:
            text += [found[0], *marks]
            marks = []
    return None if marks else unicodedata.normalize("NFC", "".join(text))


def _designated(escape: re.Match[bytes], low: int, high: int) -> tuple[int, int]:
    """The character sets for low and high bytes after an escape sequence."""
    _, to_low, _, to_high, _, wide_low, _, wide_high, short = escape.groups()
    if short:
        return _SETS[short], high
    low_set, high_set = to_low or wide_low, to_high or wide_high
    return (low_set[0], high) if low_set else (low, high_set[0])


def _character(code: int, low: int, high: int) -> tuple[str, bool] | None:
    """The character of a code and whether it combines; None for one without a meaning."""
    if code in _CONTROLS:
        return _CONTROLS[code], False
    if code < 0x20:
        return (chr(code), False) if code in b"\t\n\r" else None
    if code == 0x20:
        return " ", False
    table = CODESETS.get(high if 0x80 < code < 0x100 else low, {})
    known = table.get(code) or table.get(code ^ 0x80)  # a set may be called to the other half than its table is for
    if known:
        return chr(known[0]), bool(known[1])
    return (chr(ODD_MAP[code]), False) if code in ODD_MAP else None


def is_plausible(text: str) -> bool:
    """False if a mark stands on something else than a letter: Latin-1 "ä " read as MARC-8 is a mark on a blank."""
    combining = unicodedata.combining
    return not any(combining(mark) and not (letter.isalpha() or combining(letter)) for letter, mark in pairwise(text))
