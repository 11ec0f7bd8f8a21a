"""Identifiers of ONIX as they are written in MARC, each with its check. Knows no fields.

A form is a type of identifier, or one of SPECIAL that ONIX alone has; a number that fails its check is written as it
was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from transforms.identifiers import IdentifierTypes
from transforms.identifiers.digits import compact
from transforms.identifiers.trade import issn_of_ean, parse_upc


class Number(NamedTuple):
    """A number as it is written; `rest`: digits that go to $d."""

    written: str
    valid: bool = True
    rest: str = ""


def read(form: str, value: str, types: IdentifierTypes) -> Number:
    """A value by the name of its form; one of no known form as it is."""
    if form in SPECIAL:
        return SPECIAL[form](value)
    kind = types.by_name.get(form)
    if kind is None:
        return Number(value)
    canonical = kind.parse(value)
    return Number(value, valid=False) if canonical is None else Number(kind.display(canonical))


def _upc5(value: str) -> Number:
    """UPC and the two or five digits of an issue behind it."""
    digits = compact(value)
    place = 12 if len(digits) in (14, 17) else len(digits)
    number = parse_upc(digits[:place])
    return Number(number or digits[:place], number is not None, digits[place:])


def _issn13(value: str) -> Number:
    """The ISSN of an EAN that begins with 977."""
    number = issn_of_ean(value)
    return Number(number or value, number is not None)


SPECIAL: Mapping[str, Callable[[str], Number]] = MappingProxyType({"upc5": _upc5, "issn13": _issn13})
