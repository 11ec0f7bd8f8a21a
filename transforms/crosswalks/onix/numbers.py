"""Standard numbers as they are written in MARC, each with its check (identifiers.md §1). Knows no fields.

A form is named in the tables of identifiers; a number that fails its check is written as it was sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from stdnum import ean, isan, ismn, isrc, issn
from stdnum.iso7064 import mod_37_36

EIDR_PREFIX = "10.5240/"
_RESOLVER = re.compile(r"^(?:https?://(?:dx\.|www\.)?doi\.org/|doi:)\s*", re.IGNORECASE)
_URN_RESOLVER = re.compile(r"^https?://[^/\s]+/(?=urn:)", re.IGNORECASE)
_EIDR = re.compile(r"10\.5240/(?:[0-9A-F]{4}-){5}[0-9A-Z]")
_LCCN = re.compile(r"[a-z]{0,3}(?:[0-9]{8}|[0-9]{10})")
_OCLC = re.compile(r"^(?:\(OCoLC\))?\s*(?:ocm|ocn|on)?0*(?=[0-9])", re.IGNORECASE)


class Number(NamedTuple):
    """A number as it is written; `rest`: digits that go to $d."""

    written: str
    valid: bool = True
    rest: str = ""


def plain(number: str) -> str:
    """A number without hyphens and blanks."""
    return number.replace("-", "").replace(" ", "").upper()


def read(form: str, value: str) -> Number:
    """A value by the name of its form; one of no known form as it is."""
    return FORMS.get(form, Number)(value)


def ismn13(value: str) -> str:
    """The 13 digits of an ISMN, "M…" included; "" when it is none."""
    return str(ismn.to_ismn13(value)) if value.isascii() and ismn.is_valid(value) else ""


def is_ean(digits: str, length: int) -> bool:
    """True for so many digits with the check digit of GS1."""
    return len(digits) == length and digits.isascii() and digits.isdecimal() and _check(digits) == digits[-1]


def _check(digits: str) -> str:
    return str(ean.calc_check_digit(digits[:-1]))


def _gtin(length: int) -> Callable[[str], Number]:
    def written(value: str) -> Number:
        digits = plain(value)
        return Number(digits, is_ean(digits, length))

    return written


def _upc5(value: str) -> Number:
    """UPC and the two or five digits of an issue behind it."""
    digits = plain(value)
    return Number(digits[:12], is_ean(digits[:12], 12), digits[12:]) if len(digits) in (14, 17) else _gtin(12)(value)


def _ismn(value: str) -> Number:
    digits = ismn13(value)
    return Number(str(ismn.format(digits))) if digits else Number(value, valid=False)


def _issn(value: str) -> Number:
    """ISSN of its EAN: seven digits behind 977, with a check digit of their own; "2"–"5" digits may follow."""
    digits = plain(value)
    if len(digits) in (13, 15, 18) and digits.startswith("977") and is_ean(digits[:13], 13):
        return Number(str(issn.format(digits[3:10] + issn.calc_check_digit(digits[3:10]))))
    return Number(value, valid=False)


def _doi(value: str) -> Number:
    return Number(_RESOLVER.sub("", value).lower())


def _eidr(value: str) -> Number:
    number = _RESOLVER.sub("", value).upper()
    checked = number.removeprefix(EIDR_PREFIX).replace("-", "")
    return Number(number, _EIDR.fullmatch(number) is not None and bool(mod_37_36.is_valid(checked)))


def _isan(value: str) -> Number:
    return Number(str(isan.format(value))) if value.isascii() and isan.is_valid(value) else Number(value, valid=False)


def _isrc(value: str) -> Number:
    return Number(plain(value), value.isascii() and bool(isrc.is_valid(value)))


def _urn(value: str) -> Number:
    return Number(_URN_RESOLVER.sub("", value))


def _ark(value: str) -> Number:
    """The ARK itself, behind the address of its resolver."""
    start = value.lower().find("ark:")
    return Number(value[start:] if start > 0 else value)


def _lccn(value: str) -> Number:
    number = value.replace(" ", "")
    return Number(number, _LCCN.fullmatch(number) is not None)


def _oclc(value: str) -> Number:
    number = _OCLC.sub("", value)
    return Number(number, number.isascii() and number.isdecimal())


FORMS: Mapping[str, Callable[[str], Number]] = MappingProxyType(
    {
        "gtin13": _gtin(13),
        "gtin14": _gtin(14),
        "upc": _gtin(12),
        "upc5": _upc5,
        "ismn": _ismn,
        "issn13": _issn,
        "doi": _doi,
        "eidr": _eidr,
        "isan": _isan,
        "isrc": _isrc,
        "urn": _urn,
        "ark": _ark,
        "lccn": _lccn,
        "oclc": _oclc,
    }
)
