"""Bare digits of a number."""

from __future__ import annotations

_MARKS = str.maketrans("", "", "- \u00a0\u00ad\u2010\u2011\u2012\u2013\u2212")  # hyphens, dashes and blanks


def compact(text: str) -> str:
    """A number without the hyphens and blanks that part its groups, in upper case."""
    return text.translate(_MARKS).upper()


def is_digits(text: str) -> bool:
    """True for nothing but the digits 0-9; others, such as Arabic-Indic ones, are none here."""
    return text.isascii() and text.isdecimal()
