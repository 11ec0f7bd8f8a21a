"""Numbers of recordings, musical works and films: ISRC, ISWC, ISAN, EIDR."""

from __future__ import annotations

import re

from transforms.identifiers.digits import compact, is_digits

EIDR_PREFIX = "10.5240/"
_ISAN_LENGTHS = (16, 17, 24, 26)  # without and with a version, each without and with check characters
_HEX = re.compile(r"[0-9A-F]{20}")


def parse_isrc(text: str) -> str | None:
    """ISRC as 12 characters (ISO 3901): CCXXXYYNNNNN. It has no check digit."""
    number = compact(text)
    if len(number) != 12 or not number.isascii():
        return None
    from stdnum import isrc  # only here: it is slow to import

    return number if isrc.is_valid(number) else None


def parse_iswc(text: str) -> str | None:
    """ISWC as T-NNN.NNN.NNN-C (ISO 15707)."""
    number = compact(text).replace(".", "")
    digits = number[1:]
    if len(number) != 11 or number[0] != "T" or not is_digits(digits):
        return None
    total = 1 + sum(place * int(digit) for place, digit in enumerate(digits[:9], 1))
    if (total + int(digits[9])) % 10:
        return None
    return f"T-{digits[:3]}.{digits[3:6]}.{digits[6:9]}-{digits[9]}"


def parse_isan(text: str) -> str | None:
    """ISAN as 16 hexadecimal digits, 24 with a version (ISO 15706), without check characters, which are worked out."""
    number = compact(text)
    if len(number) not in _ISAN_LENGTHS or not number.isascii():
        return None
    from stdnum import isan  # only here: it is slow to import

    return str(isan.compact(number)) if isan.is_valid(number) else None


def hyphenate_isan(digits: str) -> str:
    """In groups of four with the check characters: "0000-0001-8947-0000-8-0000-0000-D"."""
    from stdnum import isan  # only here: it is slow to import

    return str(isan.format(digits))


def parse_eidr(text: str) -> str | None:
    """EIDR content id as 10.5240/XXXX-XXXX-XXXX-XXXX-XXXX-C, in upper case (ISO 26324; check of ISO 7064)."""
    number = text.upper()
    if not number.startswith(EIDR_PREFIX):
        return None
    digits = compact(number[len(EIDR_PREFIX) :])
    if len(digits) != 21 or not _HEX.match(digits) or not digits.isascii():
        return None
    from stdnum.iso7064 import mod_37_36  # only here: it is slow to import

    if not mod_37_36.is_valid(digits):
        return None
    return EIDR_PREFIX + "-".join([*(digits[place : place + 4] for place in range(0, 20, 4)), digits[20]])
