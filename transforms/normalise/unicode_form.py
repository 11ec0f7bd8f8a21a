"""The national form of letters with marks: å ä ö of one character, all other Latin letters of two and more.

Not one of the steps, which work in NFC, as do the rules: this is how the finished record is written for those who ask
for it (switch unicode_form; finnish-marc.md §1, point 14, and §2.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from unicodedata import name, normalize

from transforms.record import Field, Record

LETTERS = ("a\u030a", "a\u0308", "o\u0308", "A\u030a", "A\u0308", "O\u0308")  # å ä ö: letters of their own
LAST_LATIN = 0x2000  # above are signs, and letters that only look the same


def decomposed(record: Record) -> Record:
    """The record with its Latin letters in the national form; other scripts stay in NFC."""
    return record.map(_decomposed)


def _decomposed(each: Field) -> Field:
    value = each.value
    return each if each.is_control or value.isascii() else Field(each.tag, value.translate(_marks()))


@cache
def _marks() -> Mapping[int, str]:
    """Code point of a composed Latin letter → its national form."""
    found = {}
    for point in range(0x80, LAST_LATIN):
        letter = chr(point)
        parts = normalize("NFD", letter)
        if parts == letter or not name(letter, "").startswith("LATIN "):
            continue
        for each in LETTERS:
            parts = parts.replace(each, normalize("NFC", each))
        if parts != letter:
            found[point] = parts
    return found
