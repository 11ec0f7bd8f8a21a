"""Identifiers of persons and bodies (list 44) as $0 and $1 (onix-to-marc.md §7, identifiers.md §2)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from transforms.crosswalks.onix.issues import issue
from transforms.formats.onix import Node
from transforms.identifiers import IdentifierType
from transforms.record import Issue
from transforms.tables import Tables

KANTO = "kanto"

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
    has_kanto = any(identifier.name == KANTO for identifier, _ in found)
    return tuple(sorted(dict.fromkeys(_link(each, value, reading.id_form, has_kanto) for each, value in found)))


def _read(node: Node, kind: str, reading: Reading, path: str) -> tuple[IdentifierType, str] | None:
    """The type and the canonical value; None where the scheme says nothing about authors, or the check fails."""
    code = node.text(kind)
    schemes = reading.tables.onix_names.schemes.get(code)
    if schemes is None:
        reading.issues.append(issue("O06", f"{path}/{kind}", code))
        return None
    told = node.text("IDTypeName").casefold() if len(schemes) > 1 else ""
    scheme = next(each for each in schemes if each.name in told)
    if not scheme.identifier:
        return None
    identifier = reading.tables.identifiers[scheme.identifier]
    value = _canonical(identifier, node.text("IDValue"))
    if value is None:
        reading.issues.append(issue(scheme.rule, f"{path}/IDValue", node.text("IDValue")))
        return None
    return identifier, value


@lru_cache(maxsize=1024)  # the same people come again and again
def _canonical(identifier: IdentifierType, value: str) -> str | None:
    return identifier.parse(value)


def _link(identifier: IdentifierType, value: str, form: str, has_kanto: bool) -> tuple[str, str]:
    """The subfield for an identifier; another authority beside KANTO is a thing of the world."""
    if identifier.name == KANTO:
        return "0", identifier.control_of(value) if form == "asteri" else identifier.uri_of(value)
    if has_kanto:
        return "1", identifier.uri_of(value)
    return identifier.place.subfield, identifier.written(value)
