"""Named checks of one value, for the predicate `check`. To add one: a function and a line in CHECKS."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from transforms.identifiers.agents import parse_isil
from transforms.identifiers.isbn import find_isbn, is_isbn
from transforms.identifiers.persistent import URN_RESOLVER, parse_doi, parse_urn
from transforms.identifiers.recordings import parse_isrc
from transforms.identifiers.trade import parse_gtin13, parse_ismn, parse_issn, parse_upc
from transforms.normalise.text import (
    clean,
    has_html,
    has_mojibake,
    is_printable,
    is_trimmed,
)
from transforms.validate.checks_titles import has_lower_word, is_capitalised
from transforms.validate.texts import is_sound_summary

_URL = re.compile(r"https?://[^\s/?#]+\.[^\s/?#.]+(?:[/?#]\S*)?", re.IGNORECASE)
_HHMMSS = re.compile(r"[0-9]{2}[0-5][0-9][0-5][0-9]")  # MARC 21, 306 $a
_YYMMDD = re.compile(r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")


class Check(NamedTuple):
    """What must hold for a value."""

    holds: Callable[[str], bool]
    if_clean: bool = False  # holds for every value of a field whose text `is_clean`


def is_isbn13(value: str) -> bool:
    """True if the text begins with a right ISBN of thirteen digits."""
    number = find_isbn(value)
    return number is not None and len(number.digits) == 13 and number.is_valid


def is_urn_link(value: str) -> bool:
    """True for the canonical address of a URN at urn.fi: http://urn.fi/URN:NBN:fi-…"""
    number = value.removeprefix(URN_RESOLVER)
    return number != value and parse_urn(number) == number


def is_filled(value: str) -> bool:
    """True if there is something besides blanks and what cannot be seen."""
    return value[:1].isalnum() or bool(clean(value))


CHECKS: dict[str, Check] = {
    "isbn": Check(is_isbn),
    "isbn13": Check(is_isbn13),
    "issn": Check(lambda value: parse_issn(value) == value),
    "isil": Check(lambda value: parse_isil(value) is not None),
    "gtin13": Check(lambda value: parse_gtin13(value) is not None),
    "upc": Check(lambda value: parse_upc(value) is not None),
    "ismn": Check(lambda value: parse_ismn(value) is not None),
    "isrc": Check(lambda value: parse_isrc(value) is not None),
    "doi": Check(lambda value: parse_doi(value) == value),
    "urn": Check(lambda value: parse_urn(value) == value),
    "urn_link": Check(is_urn_link),
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
