"""Digits of a number without the marks between them, and the check digit of GS1.

It is computed here because ISBNs and EANs are checked in every record and python-stdnum takes several times as long.
"""

from __future__ import annotations

_ZERO = ord("0")
_MARKS = str.maketrans("", "", "- \u00a0\u00ad\u2010\u2011\u2012\u2013\u2212")  # hyphens, dashes and blanks


def compact(text: str) -> str:
    """A number without the hyphens and blanks that part its groups, in upper case."""
    return text.translate(_MARKS).upper()


def is_digits(text: str) -> bool:
    """True for nothing but the digits 0-9; others, such as Arabic-Indic ones, are none here."""
    return text.isascii() and text.isdecimal()


def gs1_check_digit(first: str) -> str:
    """The digit that completes a GTIN of any length, an ISBN-13 or an ISMN: weights 3, 1, 3, … from the right."""
    codes = first.encode()
    odd = (len(codes) + 1) // 2
    return str((_ZERO * (3 * odd + len(codes) - odd) - 3 * sum(codes[-1::-2]) - sum(codes[-2::-2])) % 10)
