"""Identifiers of persons and bodies (list 44) as $0 and $1 (onix-to-marc.md §7, identifiers.md §2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from stdnum import isni

from transforms.crosswalks.onix.issues import issue
from transforms.formats.onix import Node
from transforms.onix_names import NameScheme
from transforms.record import Issue
from transforms.tables import Tables

KANTO = "kanto"
_KANTO = re.compile(r"(?:^|\D)(\d{9})$")
_is_gnd = re.compile(r"\d{1,10}-?[0-9X]").fullmatch
_is_naco = re.compile(r"n[a-z]?\d{8,10}").fullmatch
_is_wikidata = re.compile(r"Q[1-9]\d*").fullmatch
_is_ror = re.compile(r"0[a-z0-9]{6}\d\d").fullmatch

Links = tuple[tuple[str, str], ...]  # ("0" or "1", value)


class Reading(NamedTuple):
    """What names and their identifiers are read with."""

    tables: Tables
    language: str  # of cataloguing
    id_form: str  # switch authority_id_form
    issues: list[Issue]


def links_of(node: Node, reading: Reading, path: str, composite: str = "NameIdentifier") -> Links:
    """$0 and $1 of a name, $0 first. A KANTO number is the only $0 where there is one; others beside it go to $1.

    `path` names the parent of the composite in issues.
    """
    nodes = node.all(composite)
    if not nodes:
        return ()
    kind = composite.removesuffix("Identifier") + "IDType"
    found = [pair for each in nodes if (pair := _read(each, kind, reading, f"{path}/{composite}"))]
    has_kanto = any(scheme.check == KANTO for scheme, _ in found)
    return tuple(sorted(dict.fromkeys(_link(scheme, value, reading.id_form, has_kanto) for scheme, value in found)))


def _read(node: Node, kind: str, reading: Reading, path: str) -> tuple[NameScheme, str] | None:
    """The scheme and the checked value; None where the scheme says nothing about authors, or the check fails."""
    code = node.text(kind)
    schemes = reading.tables.onix_names.schemes.get(code)
    if schemes is None:
        reading.issues.append(issue("O06", f"{path}/{kind}", code))
        return None
    told = node.text("IDTypeName").casefold() if len(schemes) > 1 else ""
    scheme = next(each for each in schemes if each.name in told)
    if not scheme.check:
        return None
    value = _checked(scheme.check, node.text("IDValue"))
    if not value:
        reading.issues.append(issue(scheme.rule, f"{path}/IDValue", node.text("IDValue")))
        return None
    return scheme, value


@lru_cache(maxsize=4096)  # the same people come again and again
def _checked(check: str, value: str) -> str:
    """A value as it is written, without the address it may stand in; "" for none of its kind."""
    return CHECKS[check](value.rstrip("/").rpartition("/")[2])


def _link(scheme: NameScheme, value: str, form: str, has_kanto: bool) -> tuple[str, str]:
    """The subfield for an identifier."""
    if has_kanto and scheme.beside_kanto:
        return "1", scheme.beside_kanto.format(value)
    wanted = scheme.asteri if form == "asteri" and scheme.asteri else scheme.form
    return scheme.code, wanted.format(value)


def _isni(value: str) -> str:
    compact = value.replace(" ", "").replace("-", "").upper()
    return compact if isni.is_valid(compact) else ""


def _orcid(value: str) -> str:
    return "-".join(re.findall("....", _isni(value)))


def _kanto(value: str) -> str:
    found = _KANTO.search(value.replace(" ", ""))
    return found.group(1) if found else ""


def _gnd(value: str) -> str:
    number = value.rpartition(")")[2].strip().upper()
    return number if _is_gnd(number) else ""


def _naco(value: str) -> str:
    number = value.rpartition(")")[2].replace(" ", "").lower()
    return number if _is_naco(number) else ""


def _wikidata(value: str) -> str:
    return value if _is_wikidata(value) else ""


def _digits(value: str) -> str:
    return value if value.isascii() and value.isdecimal() else ""


def _ror(value: str) -> str:
    return value.lower() if _is_ror(value.lower()) else ""


CHECKS: dict[str, Callable[[str], str]] = {  # name_identifiers.csv: check → the value as it is written, or ""
    "isni": _isni,
    "orcid": _orcid,
    KANTO: _kanto,
    "gnd": _gnd,
    "naco": _naco,
    "wikidata": _wikidata,
    "digits": _digits,
    "ror": _ror,
}
