"""Control numbers: "(SOURCE)number" of 035 and $w, and the numbers of catalogues and platforms that stand in them."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.identifiers.digits import is_digits

_CONTROL = re.compile(r"\(([^()\s]+)\)\s?(\S.*)")
_OCLC = re.compile(r"(?:ocm|ocn|on)?0*(?=[0-9])", re.IGNORECASE)
_LCCN = re.compile(r"[a-z]{0,3}(?:[0-9]{8}|[0-9]{10})")
_UUID = re.compile(r"([0-9A-F]{8})-?([0-9A-F]{4})-?([0-9A-F]{4})-?([0-9A-F]{4})-?([0-9A-F]{12})")


class Control(NamedTuple):
    """A control number and whose it is."""

    source: str
    number: str

    def __str__(self) -> str:
        return f"({self.source}){self.number}"


def read_control(text: str) -> Control | None:
    """A control number with the code of its source in brackets before it; None for other text."""
    found = _CONTROL.fullmatch(text.strip())
    return Control(found[1], found[2]) if found else None


def parse_oclc(text: str) -> str | None:
    """The number of WorldCat without ocm, ocn or on and noughts before it."""
    number = _OCLC.sub("", text, count=1)
    return number if is_digits(number) and number != "0" else None


def parse_lccn(text: str) -> str | None:
    """The control number of the Library of Congress without blanks."""
    number = text.replace(" ", "")
    return number if _LCCN.fullmatch(number) else None


def parse_uuid(text: str) -> str | None:
    """A UUID in upper case, as OverDrive writes its Reserve IDs; its hyphens may be missing."""
    found = _UUID.fullmatch(text.upper())
    return "-".join(found.groups()) if found is not None else None
