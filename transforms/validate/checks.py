"""Named checks of one value, for the predicate `check`. To add one: a function and a line in CHECKS."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from stdnum import ean, issn

from transforms.identifiers.isbn import find_isbn
from transforms.normalise.text import (
    clean,
    has_html,
    has_mojibake,
    is_printable,
    is_trimmed,
)
from transforms.validate import checks_identifiers
from transforms.validate.checks_titles import has_lower_word, is_capitalised
from transforms.validate.texts import is_sound_summary

_ISIL = re.compile(r"[A-Za-z]{1,4}-[A-Za-z0-9:/-]{1,11}")  # ISO 15511
_URL = re.compile(r"https?://[^\s/?#]+\.[^\s/?#.]+(?:[/?#]\S*)?", re.IGNORECASE)
_ISSN = re.compile(r"[0-9]{4}-[0-9]{3}[0-9Xx]")
_HHMMSS = re.compile(r"[0-9]{2}[0-5][0-9][0-5][0-9]")  # MARC 21, 306 $a
_YYMMDD = re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")


class Check(NamedTuple):
    """What must hold for a value."""

    holds: Callable[[str], bool]
    if_clean: bool = False  # holds for every value of a field whose text `is_clean`


def is_isbn(value: str) -> bool:
    """True if the text begins with an ISBN whose check digit is right; a qualifier may follow."""
    number = find_isbn(value)
    return number is not None and number.is_valid


def is_isbn13(value: str) -> bool:
    """True if the text begins with a right ISBN of thirteen digits."""
    number = find_isbn(value)
    return number is not None and len(number.digits) == 13 and number.is_valid


def is_issn(value: str) -> bool:
    """True for NNNN-NNNC with the right check character (ISO 3297)."""
    return _ISSN.fullmatch(value) is not None and bool(issn.is_valid(value))


def is_ean(value: str) -> bool:
    """True for an EAN or UPC with the right check digit."""
    return value.isdecimal() and bool(ean.is_valid(value.zfill(13)))


def is_filled(value: str) -> bool:
    """True if there is something besides blanks and what cannot be seen."""
    return bool(clean(value))


CHECKS: dict[str, Check] = {
    "isbn": Check(is_isbn),
    "isbn13": Check(is_isbn13),
    "issn": Check(is_issn),
    "ean": Check(is_ean),
    "isil": Check(lambda value: _ISIL.fullmatch(value) is not None),
    "gtin13": Check(checks_identifiers.is_gtin13),
    "upc": Check(checks_identifiers.is_upc),
    "ismn": Check(checks_identifiers.is_ismn),
    "isrc": Check(checks_identifiers.is_isrc),
    "person_uri": Check(checks_identifiers.is_person_uri),
    "doi": Check(checks_identifiers.is_doi),
    "urn": Check(checks_identifiers.is_urn),
    "urn_link": Check(checks_identifiers.is_urn_link),
    "capitalised": Check(is_capitalised),
    "lower_word": Check(has_lower_word),
    "url": Check(lambda value: _URL.fullmatch(value) is not None),
    "hhmmss": Check(lambda value: _HHMMSS.fullmatch(value) is not None),
    "summary": Check(is_sound_summary),
    "date": Check(lambda value: _YYMMDD.fullmatch(value) is not None),
    "filled": Check(is_filled, if_clean=True),
    "printable": Check(is_printable, if_clean=True),
    "utf8": Check(lambda value: not has_mojibake(value), if_clean=True),
    "plain_text": Check(lambda value: not has_html(value), if_clean=True),
    "trimmed": Check(is_trimmed, if_clean=True),
}
