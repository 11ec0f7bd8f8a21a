"""Series: 490, untraced, since tracing needs an authority (onix-to-marc.md §9)."""

from __future__ import annotations

import re

from stdnum import issn

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.isbd import marked, no_full_stop
from transforms.crosswalks.onix.titles import COLLECTION, DISTINCTIVE, PRODUCT, SUBCOLLECTION, wording
from transforms.formats.onix import Node, Product
from transforms.record import Field

ISSN_TYPES = frozenset({"02", "38"})  # list 13
_TRAILING_NUMBER = re.compile(r"(.*[^\d\s,;:–-])[\s,;:–-]+(\d{1,4})")


def series_490(product: Product, context: Context) -> list[Field]:
    """490 0#: title of the collection, its ISSN, the number in it."""
    detail = product.first("DescriptiveDetail")
    fields = [field for each in detail.all("Collection") if (field := _collection(each))]
    if not fields:  # older practice: the collection stands in the title of the product
        found = (each for each in detail.all("TitleDetail") if each.text("TitleType") in DISTINCTIVE)
        fields = [field for each in found if _is_within(each) and (field := _series(each, "", ""))]
    return list(dict.fromkeys(fields))


def _collection(collection: Node) -> Field | None:
    number = next(
        (
            each.text("IDValue")
            for each in collection.all("CollectionIdentifier")
            if each.text("CollectionIDType") in ISSN_TYPES
        ),
        "",
    )
    serial = issn.format(number) if issn.is_valid(number) else ""
    sequence = collection.text("CollectionSequence/CollectionSequenceNumber")
    return next(
        (
            field
            for detail in collection.all("TitleDetail")
            if detail.text("TitleType") in DISTINCTIVE and (field := _series(detail, serial, sequence))
        ),
        None,
    )


def _is_within(detail: Node) -> bool:
    """True if a title has an element of the product with a text of its own beside one of its collection."""
    return any(each.text("TitleElementLevel") == PRODUCT and wording(each)[0] for each in detail.all("TitleElement"))


def _series(detail: Node, serial: str, sequence: str) -> Field | None:
    """One 490; a number at the end of the title becomes the number in the series."""
    elements = detail.all("TitleElement")
    levels = (COLLECTION, SUBCOLLECTION)
    names = [wording(each)[0] for level in levels for each in elements if each.text("TitleElementLevel") == level]
    title = ". ".join(no_full_stop(name) for name in names if name)
    if not title:
        return None
    part = next((number for each in reversed(elements) if (number := each.text("PartNumber"))), sequence)
    trailing = None if part else _TRAILING_NUMBER.fullmatch(title)
    if trailing:
        title, part = trailing.groups()
    return Field.data("490", "0 ", *marked(("a", title, ""), ("x", serial, ","), ("v", part, " ;")))
