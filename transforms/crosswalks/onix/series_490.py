"""Series: 490, untraced, since tracing needs an authority (onix-to-marc.md §9)."""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.isbd import marked, no_full_stop
from transforms.crosswalks.onix.issues import issue
from transforms.crosswalks.onix.titles import COLLECTIONS, DISTINCTIVE, PRODUCT, wording
from transforms.formats.onix import Node, Product
from transforms.identifiers.trade import parse_issn
from transforms.record import Field

PATH = "DescriptiveDetail/Collection"
PUBLISHERS = ("PublishingDetail/Imprint/ImprintName", "PublishingDetail/Publisher/PublisherName")
UNSPECIFIED = "00"  # list 148
_TRAILING_NUMBER = re.compile(r"(.*[^\d\s,;:–-])[\s,;:–-]+(\d{1,3})")  # four digits are a year


class Part(NamedTuple):
    """A collection or a collection within it, and the number of the product in it."""

    title: str
    number: str = ""


def series_490(product: Product, context: Context) -> list[Field]:
    """490 0#: titles of the collection and of what it is divided into, ISSN, numbers; each series once."""
    detail = product.first("DescriptiveDetail")
    fields: dict[str, Field] = {}
    for each in detail.all("Collection"):
        if _is_series(each, context):
            _keep(fields, _collection(each, context))
    for each in detail.all("TitleDetail"):  # older practice: the collection stands in the title of the product
        if len(each.all("TitleElement")) > 1 and each.text("TitleType") in DISTINCTIVE and _is_within(each):
            _keep(fields, _series(_parts(each, ""), "", context))
    return [field for field in fields.values() if not _is_publisher(field, product, context)]


def _is_publisher(field: Field, product: Product, context: Context) -> bool:
    """True if a series is only called what its publisher or imprint is; it is told and left out."""
    title = field["a"].rstrip(" ;,")
    names = (name for path in PUBLISHERS for name in product.texts(path))
    if title.casefold().removeprefix("the ") not in (name.casefold().removeprefix("the ") for name in names):
        return False
    context.issues.append(issue("D13", f"{PATH}/TitleDetail/TitleElement", title, is_mended=True))
    return True


def _keep(fields: dict[str, Field], field: Field | None) -> None:
    """Of two that begin with the same title, the one that says more."""
    if field is not None:
        key = field["a"].rstrip(" ;,.").casefold()
        if key not in fields or len(field.value) > len(fields[key].value):
            fields[key] = field


def _is_series(collection: Node, context: Context) -> bool:
    """True for the types of collection that are series (list 148); an unknown type is told."""
    kind = collection.text("CollectionType") or UNSPECIFIED
    known = kind in context.tables.onix_lists.descriptions.collections
    if not known:
        context.note("O06", f"{PATH}/CollectionType", kind)
    return known


def _collection(collection: Node, context: Context) -> Field | None:
    sequence = _sequence(collection, context.tables.onix_lists.descriptions.sequences)
    for detail in collection.all("TitleDetail"):
        parts = _parts(detail, sequence) if detail.text("TitleType") in DISTINCTIVE else []
        if parts:
            return _series(parts, _issn(collection, context), context)
    return None


def _sequence(collection: Node, kinds: tuple[str, ...]) -> str:
    """The number by CollectionSequence, of the best type (list 197)."""
    numbers = {
        each.text("CollectionSequenceType"): each.text("CollectionSequenceNumber")
        for each in collection.all("CollectionSequence")
    }
    return next((numbers[kind] for kind in kinds if numbers.get(kind)), "")


def _issn(collection: Node, context: Context) -> str:
    """The ISSN of the series online: not one that is called that of the printed one, nor one that is none."""
    found: dict[str, str] = {}
    for each in collection.all("CollectionIdentifier"):
        kind, value = each.text("CollectionIDType"), each.text("IDValue")
        if kind not in context.tables.onix_lists.descriptions.issn or _is_printed(each, context):
            continue
        if number := parse_issn(value):
            found.setdefault(kind, number)
        else:
            context.note("I09", f"{PATH}/CollectionIdentifier/IDValue", value)
    return next((found[kind] for kind in context.tables.onix_lists.descriptions.issn if kind in found), "")


def _is_printed(identifier: Node, context: Context) -> bool:
    """True if the name of an identifier says so in one of its words: "ISSN painettu"."""
    qualifiers = context.tables.isbn_qualifiers
    words = identifier.text("IDTypeName").casefold().split()
    return any(qualifiers.get(word.strip("().,:")) == "print" for word in words)


def _is_within(detail: Node) -> bool:
    """True if a title of several elements has one of the product with a text of its own."""
    return any(each.text("TitleElementLevel") == PRODUCT and wording(each)[0] for each in detail.all("TitleElement"))


def _parts(detail: Node, sequence: str) -> list[Part]:
    """The levels of a collection, each with its number; the one by CollectionSequence is that of the last."""
    elements = detail.all("TitleElement")
    parts = [
        Part(no_full_stop(title), each.text("PartNumber") or each.text("YearOfAnnual"))
        for level in COLLECTIONS
        for each in elements
        if each.text("TitleElementLevel") == level and (title := wording(each)[0])
    ]
    if parts and not any(each.number for each in parts):
        number = next((each.text("PartNumber") for each in reversed(elements) if each.has("PartNumber")), sequence)
        parts[-1] = parts[-1]._replace(number=number)
    return parts


def _series(parts: list[Part], serial: str, context: Context) -> Field | None:
    """One 490: "Main series, ISSN ; 12. Part of it ; 3"; without a number between them the titles are one $a."""
    if not parts:
        return None
    joined: list[Part] = []
    for each in parts:
        if joined and not joined[-1].number:
            joined[-1] = each._replace(title=f"{joined[-1].title}. {each.title}")
        else:
            joined.append(each)
    joined[-1] = _numbered(joined[-1], context)
    subfields: list[tuple[str, str, str]] = []
    for place, each in enumerate(joined):
        subfields += [("a", each.title, "."), ("x", "" if place else serial, ","), ("v", each.number, " ;")]
    return Field.data("490", "0 ", *marked(*subfields))


def _numbered(part: Part, context: Context) -> Part:
    """A number at the end of the title becomes the number in the series, where none is told: "Sarja 12"."""
    found = None if part.number else _TRAILING_NUMBER.fullmatch(part.title)
    if found is None:
        return part
    context.note("D13", f"{PATH}/TitleDetail/TitleElement", part.title, after=f"{found[1]} ; {found[2]}")
    return Part(found[1], found[2])
