"""Numbers of persons and bodies: ISNI, ORCID, Wikidata, GND, NACO, ROR, ISIL."""

from __future__ import annotations

import re

from transforms.identifiers.digits import compact, is_digits

_WIKIDATA = re.compile(r"[Qq][1-9][0-9]*")
_GND = re.compile(r"[0-9]{1,10}-?[0-9X]")
_NACO = re.compile(r"n[a-z]?[0-9]{8,10}")
_ROR = re.compile(r"0[a-z0-9]{6}[0-9]{2}")
_ISIL = re.compile(r"(?:[A-Z]{2}|EUR|GTB|O|OCLC|ZDB)-[A-Za-z0-9:/-]{1,11}")


def parse_isni(text: str) -> str | None:
    """ISNI as 16 characters (ISO 27729; check character of ISO 7064 mod 11-2)."""
    digits = compact(text)
    if len(digits) != 16 or not is_digits(digits[:15]) or not digits[15].isascii():
        return None
    from stdnum.iso7064 import mod_11_2  # only here: it is slow to import

    return digits if mod_11_2.is_valid(digits) else None


def group_isni(digits: str) -> str:
    """In four groups, as an ISNI is read: "0000 0001 2103 2683"."""
    return " ".join(digits[place : place + 4] for place in range(0, 16, 4))


def parse_orcid(text: str) -> str | None:
    """ORCID as 0000-0002-1825-0097: of the numbers of ISNI."""
    digits = parse_isni(text)
    return group_isni(digits).replace(" ", "-") if digits else None


def parse_wikidata(text: str) -> str | None:
    """The item of Wikidata: Q…"""
    return text.upper() if _WIKIDATA.fullmatch(text) else None


def parse_gnd(text: str) -> str | None:
    """GND of the German national library, which also holds the former PND."""
    number = text.upper()
    return number if _GND.fullmatch(number) else None


def parse_naco(text: str) -> str | None:
    """A name authority of the Library of Congress: "n79021164"."""
    number = text.replace(" ", "").lower()
    return number if _NACO.fullmatch(number) else None


def parse_ror(text: str) -> str | None:
    """A research organisation: "040af2s02"."""
    number = text.lower()
    return number if _ROR.fullmatch(number) else None


def parse_isil(text: str) -> str | None:
    """The code of a library or agency (ISO 15511): a country or one of its other prefixes, a hyphen: "FI-NL"."""
    return text if _ISIL.fullmatch(text) else None
