"""Related works of ONIX (lists 164 and 16) and the numbers that name them in MARC."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.identifiers import read_isbn
from transforms.formats.onix import Node, Product
from transforms.onix_codes import Relation

PROPRIETARY, DOI, ISTC = "01", "06", "11"  # list 16
RESOLVED = {DOI: "doi", "31": "eidr"}  # those that have a URI, with their type
ISBN = ("15", "02")
PATH = "RelatedMaterial/RelatedWork"


class Work(NamedTuple):
    """A related work that has a place in MARC."""

    relation: Relation
    links: tuple[tuple[str, str], ...]  # (subfield, number) in a linking entry
    names: tuple[tuple[str, str], ...]  # (subfield, identifier or URI) in 758


def related_works(product: Product, context: Context) -> Iterator[Work]:
    """The related works; a relation of no list becomes an issue."""
    for each in product.all(PATH):
        code = each.text("WorkRelationCode")
        relation = context.tables.onix_codes.works.get(code)
        if relation is not None and relation.tag:
            identifiers = [(one.text("WorkIDType"), one) for one in each.all("WorkIdentifier") if one.text("IDValue")]
            yield Work(relation, tuple(_links(identifiers, context)), tuple(_names(identifiers, context)))


def _links(identifiers: list[tuple[str, Node]], context: Context) -> Iterator[tuple[str, str]]:
    """$z the ISBN of an edition, $o a DOI; wrong ones name nothing."""
    for kind, each in identifiers:
        value = each.text("IDValue")
        if kind in ISBN and read_isbn(value).valid:
            yield "z", read_isbn(value).written
        elif kind == DOI and (doi := context.tables.identifiers["doi"].parse(value)):
            yield "o", doi


def _names(identifiers: list[tuple[str, Node]], context: Context) -> Iterator[tuple[str, str]]:
    """$1 of what resolves, $0 with the code of its source; an ISBN names no work."""
    schemes = context.profile.lookups.get("identifier", {})
    types = context.tables.identifiers
    for kind, each in identifiers:
        value = each.text("IDValue")
        if kind in RESOLVED and (number := types[RESOLVED[kind]].parse(value)):
            yield "1", types[RESOLVED[kind]].uri_of(number)
        elif kind == ISTC:
            yield "0", f"(istc){value}"
        elif kind == PROPRIETARY and each.text("IDTypeName") in schemes:
            yield "0", f"({schemes[each.text('IDTypeName')]}){value}"
