"""The ISBN as a number: find it in vendor text, check it, make it 13 digits, put the hyphens in.

ISO 2108 check digits are computed here, because this runs for every record and python-stdnum takes several times as
long; the ranges that say where the hyphens go are those of its table. Knows no fields.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache, lru_cache
from importlib.util import find_spec
from operator import mul
from pathlib import Path
from typing import NamedTuple

from transforms.identifiers.digits import compact, gs1_check_digit

_TEXT = re.compile(
    r"\s*(?:ISBN(?:-1[03])?:?\s*)?((?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx])(?![\dXx-])(.*)",
    re.DOTALL | re.IGNORECASE,
)
MUSIC = "9790"  # prefix of printed music
_ISBN10_WEIGHTS = range(10, 1, -1)  # of all but the last digit, whose weight is one
_ZERO = ord("0")
_ZEROS = _ZERO * sum(_ISBN10_WEIGHTS)


class Isbn(NamedTuple):
    """What was found in the text of 020: the digits as given, and what stands after them."""

    digits: str  # 10 or 13 characters, without hyphens, "X" in upper case
    rest: str  # "(nid.)", or ""

    @property
    def is_valid(self) -> bool:
        """True if the check digit is right."""
        return has_check_digit(self.digits)

    @property
    def isbn13(self) -> str:
        """The thirteen digits of a valid number."""
        return to_isbn13(self.digits)


@lru_cache(maxsize=1024)  # several rules ask about one number
def find_isbn(text: str) -> Isbn | None:
    """The ISBN-shaped number that the text begins with, right or wrong; None where there is none."""
    found = _TEXT.match(text)
    if found is None:
        return None
    return Isbn(found[1].replace("-", "").replace(" ", "").upper(), found[2].strip())


@lru_cache(maxsize=1024)
def has_check_digit(digits: str) -> bool:
    """True if 10 or 13 characters without hyphens end in the right check digit (ISO 2108)."""
    if not (digits.isascii() and digits[:-1].isdecimal()):
        return False
    if len(digits) == 13:
        return digits[:3] in ("978", "979") and digits[12] == gs1_check_digit(digits[:12])
    if len(digits) != 10:
        return False
    if not (digits[9] == "X" or digits[9].isdecimal()):
        return False
    last = 10 if digits[9] == "X" else int(digits[9])
    total: int = sum(map(mul, digits[:9].encode(), _ISBN10_WEIGHTS))
    return (total - _ZEROS + last) % 11 == 0


@lru_cache(maxsize=1024)  # several fields of a product or record ask for the same few numbers
def parse_isbn(text: str) -> str | None:
    """The 13 digits of a right ISBN that is all of the text; 979-0 is of printed music: an ISMN."""
    digits = compact(text)
    return to_isbn13(digits) if has_check_digit(digits) and not digits.startswith(MUSIC) else None


def is_isbn(text: str) -> bool:
    """True if the text begins with an ISBN whose check digit is right; a qualifier may follow."""
    number = find_isbn(text)
    return number is not None and number.is_valid


def to_isbn13(digits: str) -> str:
    """Thirteen digits for ten; thirteen stay as they are: `to_isbn13("9521083212")` is "9789521083211"."""
    return digits if len(digits) == 13 else f"978{digits[:9]}{gs1_check_digit('978' + digits[:9])}"


def hyphenate(isbn13: str) -> str:
    """`hyphenate("9789521083211")` is "978-952-10-8321-1"; without hyphens where no range is assigned."""
    lows, ranges = _ranges()
    place = bisect_right(lows, isbn13[:12]) - 1
    if place < 0 or isbn13[:12] > ranges[place][0]:
        return isbn13
    group, registrant = ranges[place][1:]
    if not 12 > registrant > group:
        return isbn13
    parts = (isbn13[:3], isbn13[3:group], isbn13[group:registrant], isbn13[registrant:12], isbn13[12:])
    return "-".join(parts)


@cache
def _ranges() -> tuple[list[str], list[tuple[str, int, int]]]:
    """Sorted lower ends of the ranges, and for each its upper end and where group and registrant end.

    They are read from the table of python-stdnum: a prefix, indented by one its groups, by two what these assign. Its
    own reader takes ten times as long, and its modules more than that: every command that meets an ISBN would wait.
    """
    found: dict[str, tuple[str, int, int]] = {}
    prefix = group = ""
    for line in _table().splitlines():
        told, _, _ = line.strip().partition(" ")  # behind it is the name of an agency
        depth = len(line) - len(line.lstrip())
        if told.startswith("#"):
            continue
        if depth == 0:
            prefix = told
        elif depth == 1:
            group = prefix + told
        else:
            for low, _, high in (each.partition("-") for each in told.split(",")):
                start, end = group + low, group + (high or low)
                found[start.ljust(12, "0")] = (end.ljust(12, "9"), len(group), len(start))
    lows = sorted(found)
    return lows, [found[low] for low in lows]


def _table() -> str:
    """The ranges of the International ISBN Agency. Raises ModuleNotFoundError without python-stdnum."""
    found = find_spec("stdnum")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("python-stdnum, which has the ranges of ISBNs, is not installed", name="stdnum")
    return Path(found.origin).with_name("isbn.dat").read_text("utf-8")
