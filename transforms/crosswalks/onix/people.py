"""The contributors of a product: names in heading form and in natural order, roles, identifiers (§7)."""

from __future__ import annotations

import re
from typing import NamedTuple

from stdnum import isni

from transforms.formats.onix import Node, Product

SYNTHETIC_VOICES = frozenset({"05", "06", "07", "08"})  # list 19
GENERATED = "09"  # artificial intelligence
READER, NARRATOR = "E07", "E03"  # list 17
_FINAF = re.compile(r"(\d{9})$")
_KANTO_NAMES = ("kanto", "finaf", "asteri")


class Person(NamedTuple):
    """A contributor: a person, a body, or somebody unnamed (then `name` is "")."""

    name: str  # as a heading: "Esimerkki, Anna"
    direct: str  # as on the title page: "Anna Esimerkki"
    suffix: str  # $c
    corporate: bool
    roles: tuple[str, ...]  # list 17
    links: tuple[tuple[str, str], ...]  # ("0", URI), ("1", URI)
    unnamed: str  # list 19
    coded: bool  # False: only a plain PersonName, nobody said which part is the surname
    built: bool  # True: put together from the parts of the name, for no inverted one is given


def people_of(product: Product, placeholders: frozenset[str]) -> list[Person]:
    """The contributors in sequence, one entry for each name, without names that stand for nobody."""
    merged: dict[tuple[str, str, bool], Person] = {}
    nodes = product.all("DescriptiveDetail/Contributor")
    for node in sorted(nodes, key=_sequence):
        person = _person(node)
        if not person.name and not person.unnamed:
            continue
        if placeholders & {person.name.lower(), person.direct.lower()}:
            continue
        key = (person.name or person.unnamed, person.suffix, person.corporate)
        known = merged.get(key)
        merged[key] = _joined(known, person) if known else person
    return list(merged.values())


def _sequence(node: Node) -> int:
    """SequenceNumber; contributors without one come last, in the order of the file."""
    number = node.text("SequenceNumber")
    return int(number) if number.isdecimal() else 1 << 30


def _joined(first: Person, second: Person) -> Person:
    """One person under several roles, ordered by work, expression and manifestation as list 17 is."""
    return first._replace(
        roles=tuple(sorted({*first.roles, *second.roles})),
        links=tuple(dict.fromkeys(first.links + second.links)),
    )


def _person(node: Node) -> Person:
    """One Contributor by the best form of name that it has."""
    corporate = node.text("CorporateName") or node.text("CorporateNameInverted")
    name, direct, coded = (corporate, corporate, True) if corporate else _personal(node)
    suffix = ", ".join(filter(None, (node.text("SuffixToKey"), node.text("LettersAfterNames"))))
    return Person(
        name=name,
        direct=direct,
        suffix="" if corporate else suffix,
        corporate=bool(corporate),
        roles=tuple(sorted(set(node.texts("ContributorRole")))),
        links=tuple(_links(node)),
        unnamed="" if name else node.text("UnnamedPersons"),
        coded=coded,
        built=coded and not corporate and "," in name and not node.text("PersonNameInverted"),
    )


def _personal(node: Node) -> tuple[str, str, bool]:
    """Name as heading, name in natural order, and whether the surname is told."""
    inverted, plain, key = node.text("PersonNameInverted"), node.text("PersonName"), node.text("KeyNames")
    before = " ".join(filter(None, (node.text("NamesBeforeKey"), node.text("PrefixToKey"))))
    after = node.text("NamesAfterKey")
    spoken = plain or " ".join(filter(None, (before, key, after)))
    if inverted:
        return inverted, spoken or _uninverted(inverted), True
    if key:
        return (f"{key}, {before}" if before else f"{key} {after}".strip()), spoken, True
    return plain, plain, " " not in plain


def _uninverted(name: str) -> str:
    """ "Esimerkki, Anna" as "Anna Esimerkki"."""
    surname, comma, rest = name.partition(", ")
    return f"{rest} {surname}" if comma else name


def _links(node: Node) -> list[tuple[str, str]]:
    """Name identifiers (list 44) as ($0 or $1, URI). A KANTO number is the only $0 where there is one."""
    links = [link for each in node.all("NameIdentifier") if (link := _link(each))]
    if any(uri.startswith("http://urn.fi/") for _, uri in links):
        links = [(code, uri) for code, uri in links if code == "1" or uri.startswith("http://urn.fi/")]
    return sorted(dict.fromkeys(links))


def _link(identifier: Node) -> tuple[str, str] | None:
    """One NameIdentifier, or None when its kind is not used or its check fails."""
    kind, value = identifier.text("NameIDType"), identifier.text("IDValue").rstrip("/").rpartition("/")[2]
    compact = value.replace(" ", "").replace("-", "").upper()
    match kind:
        case "16" if isni.is_valid(compact):
            return "1", f"https://isni.org/isni/{compact}"
        case "21" if isni.is_valid(compact):
            return "1", "https://orcid.org/" + "-".join(re.findall("....", compact))
        case "31" if compact.isdecimal():
            return "1", f"https://viaf.org/viaf/{compact}"
        case "25":
            return "0", f"(DE-588){value}"
        case "18":
            return "0", f"(DLC){compact.lower()}"
        case "01" if any(each in identifier.text("IDTypeName").lower() for each in _KANTO_NAMES):
            found = _FINAF.search(compact)
            return ("0", f"http://urn.fi/URN:NBN:fi:au:finaf:{found.group(1)}") if found else None
    return None
