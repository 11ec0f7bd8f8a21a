"""Named checks of standard numbers: EAN, UPC, ISMN, ISRC, ISNI and ORCID, DOI, URN. For the predicate `check`."""

from __future__ import annotations

import re

from stdnum import ean, ismn, isrc

from transforms.validate.derive.authorities import person_id
from transforms.validate.derive.identifiers import written_urn

_DOI = re.compile(r"10\.[0-9]{4,9}/[^\sA-Z]+")
_URN = re.compile(r"URN:[A-Z0-9][A-Z0-9-]{1,31}:\S+")


def _compact(value: str) -> str:
    return value.replace("-", "").replace(" ", "")


def is_gtin13(value: str) -> bool:
    """True for the 13 digits of an EAN with the right check digit; hyphens and blanks may stand between."""
    digits = _compact(value)
    return len(digits) == 13 and digits.isascii() and digits.isdecimal() and bool(ean.is_valid(digits))


def is_upc(value: str) -> bool:
    """True for the 12 digits of a UPC, or its 13 with a nought before, with the right check digit."""
    digits = _compact(value)
    return len(digits) in (12, 13) and is_gtin13(digits.zfill(13))


def is_ismn(value: str) -> bool:
    """True for an ISMN with the right check digit: 979-0-… or M-…"""
    return bool(ismn.is_valid(value))


def is_isrc(value: str) -> bool:
    """True for the twelve characters of an ISRC, with or without hyphens (ISO 3901)."""
    return value.isascii() and bool(isrc.is_valid(value))


def is_person_uri(value: str) -> bool:
    """True for an ISNI or ORCID as canonical URI with the right check character."""
    return person_id(value) == value


def is_doi(value: str) -> bool:
    """True for a DOI in lower case without a resolver."""
    return _DOI.fullmatch(value) is not None


def is_urn(value: str) -> bool:
    """True for a URN whose namespace is upper case, and whose ISBN, if it is one, has its hyphens."""
    return _URN.fullmatch(value) is not None and written_urn(value) == value


def is_urn_link(value: str) -> bool:
    """True for the canonical address of a URN at urn.fi: http://urn.fi/URN:NBN:fi-…"""
    return value.startswith("http://urn.fi/URN:") and is_urn(value[14:])
