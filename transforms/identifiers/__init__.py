"""Identifiers: how each type is read in its many written forms, checked, and written; nothing here knows a record.

A number is code (NUMBERS: its check digit, its canonical form). Where a type stands in MARC, which URI it has and which
beginnings vendors write before it is data (schemas/codes/identifier_types.csv); `tables.identifiers` joins the two:
`tables.identifiers["isni"].parse("isni 0000 0001 2103 2683")` is "0000000121032683".
"""

from __future__ import annotations

from transforms.identifiers.control_numbers import Control, read_control
from transforms.identifiers.isbn import find_isbn, has_check_digit, hyphenate, is_isbn, to_isbn13
from transforms.identifiers.numbers import NUMBERS, Number
from transforms.identifiers.types import IdentifierType, IdentifierTypes, Place

__all__ = [
    "NUMBERS",
    "Control",
    "IdentifierType",
    "IdentifierTypes",
    "Number",
    "Place",
    "find_isbn",
    "has_check_digit",
    "hyphenate",
    "is_isbn",
    "read_control",
    "to_isbn13",
]
