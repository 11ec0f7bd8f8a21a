"""The values of library files that are more than text: ISILs, links, fields with placeholders, names of titles.

Each is an annotated type whose check raises ValueError with what is wrong and how it is written.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Set
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from metadata.mint import normalise_id
from metadata.vendors.values import MarcLanguage, added_field
from transforms.identifiers import NUMBERS
from transforms.identifiers.agents import parse_isil
from transforms.validate.derive.agency_languages import SAMI

IN_LINKS = frozenset({"vendor", "vendor_id", "library"})  # what a view fills into a link: metadata/publish/splice.py
ISIL = "isil"  # what every field may name, whatever the library system
OURS = ("001", "003", "005", "008", "245")  # fields that no library can do without, or set
_LINKS = "856"
_NAME = re.compile(r"\{([^{}]*)\}")
_ADDRESS = re.compile(r"[\s\"<>\\^`]")
_NUMBERS = ("isbn", "issn")
_VENDOR = re.compile(r"[a-z0-9][a-z0-9-]{1,40}")


def placeholders(text: str) -> list[str]:
    """The names in braces, in order. Raises ValueError for a brace that stands alone."""
    if re.search(r"[{}]", _NAME.sub("", text)):
        raise ValueError("a brace stands alone: a placeholder is written {name}")
    return _NAME.findall(text)


def no_such(what: str, name: str, known: Set[str], others: str = "there are") -> str:
    """That there is none of this name, and the nearest one, or all."""
    near = difflib.get_close_matches(name, sorted(known), 1, 0.5)
    return f"no such {what}: {name}; " + (f"did you mean {near[0]!r}?" if near else f"{others} {_all(known)}")


def _all(known: Set[str]) -> str:
    return ", ".join(sorted(known)) or "none"


def _isil(text: str) -> str:
    if parse_isil(text) is None or "/" in text or ":" in text:  # it names folders and addresses of the view
        raise ValueError('not an ISIL such as "FI-Helmet" (ISO 15511), without / and :')
    return text


def _link(text: str) -> str:
    named = set(placeholders(text))
    if unknown := sorted(named - IN_LINKS):
        raise ValueError(f"nothing fills {{{unknown[0]}}}: there are {{vendor_id}}, {{vendor}} and {{library}}")
    if "vendor_id" not in named:
        raise ValueError("without {vendor_id} every title would have the same link")
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if parts.scheme != "https" or not host or re.search(r"[{}@]", parts.netloc) or _ADDRESS.search(text):
        raise ValueError("not an address such as https://library.example/title/{vendor_id}")
    return text


def _own_field(text: str) -> str:
    added_field(text)
    placeholders(text)
    tag = text[:3]
    if tag in OURS:
        raise ValueError(f"{tag} is the consortium's")
    if tag == _LINKS:
        raise ValueError(f"{tag} is made of links: and link_text:")
    return text


def _left_out(spec: str) -> str:
    named = [tag for tag in OURS if all(want in ("X", got) for want, got in zip(spec, tag, strict=True))]
    if named:
        raise ValueError(f"{spec} would leave out {named[0]}, which every record needs")
    if _LINKS.startswith(spec.rstrip("X")):
        raise ValueError(f"{spec} would leave out {_LINKS}: links are the vendors' that the library has")
    return spec


def title_name(text: str) -> str:
    """How a title is named, in one form: its id, "isbn:9789527999011" or "issn:0039-5552", or "vendor:vendor-id".

    Raises ValueError for what is none of these.
    """
    typed = text.strip()
    if found := normalise_id(typed):
        return found
    kind, colon, rest = re.sub(r"^urn:(?=is[bs]n:)", "", typed, flags=re.IGNORECASE).partition(":")
    if colon and kind.lower() not in _NUMBERS:
        if not _VENDOR.fullmatch(kind) or not rest.strip():
            raise ValueError(f'{text!r} names no title: "vendor:vendor-id" begins with a vendor\'s name')
        return f"{kind}:{rest.strip()}"
    bare = rest if colon else typed
    for name in _NUMBERS:
        number = NUMBERS[name].parse(bare.strip())
        if number and (not colon or kind.lower() == name):
            return f"{name}:{number}"
    raise ValueError(f"{text!r} names no title: write a title id, vendor:vendor-id, an ISBN or an ISSN")


def _in_008(code: str) -> str:
    """A language as 008/35-37 has it."""
    if code in SAMI:
        raise ValueError(f"{code} stands in 041 alone: the Sámi languages have one code in 008, smi")
    return code


Language = Annotated[MarcLanguage, AfterValidator(_in_008)]
Isil = Annotated[str, AfterValidator(_isil), Field(json_schema_extra={"pattern": r"^[A-Z]{1,4}-[A-Za-z0-9-]{1,11}$"})]
LinkTemplate = Annotated[str, AfterValidator(_link), Field(json_schema_extra={"pattern": r"^https://.*\{vendor_id\}"})]
OwnField = Annotated[str, AfterValidator(_own_field)]  # 852 8# $b {branch}
LeftOut = Annotated[str, Field(pattern=r"^[0-9]([0-9][0-9X]|XX)$"), AfterValidator(_left_out)]  # 520, 59X, 9XX
TitleName = Annotated[str, AfterValidator(title_name)]
ValueName = Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,30}$")]
FeedName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,22}$")]
