"""Numbers of the edition: 020 ISBN, 022 ISSN (onix-to-marc.md §6)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.identifiers import (
    COPUBLISHER,
    GTIN13,
    ISBN10,
    ISBN13,
    Identifiers,
    Isbn,
    identifiers,
    isbns,
    read_isbn,
)
from transforms.crosswalks.onix.numbers import read
from transforms.formats.onix import Node, Product
from transforms.record import Field
from transforms.tables import FileFormat

ISSN = "34"
PATH = "ProductIdentifier/IDValue"


class _Own(NamedTuple):
    """An ISBN of the product or a part of it."""

    isbn: Isbn
    code: str  # subfield: a, or z for a wrong or doubtful one
    whose: str = ""  # $q that says whose it is
    formats: tuple[str, ...] = ()  # $q of the part that it belongs to; of the product where it has none


def isbn_020(product: Product, context: Context) -> list[Field]:
    """020: the ISBNs of the e-edition, one field for each format; a bad one in $z; a printed book's belong to 776."""
    if context.identifiers.keys().isdisjoint((ISBN13, GTIN13, ISBN10)):
        context.note("O03", "ProductIdentifier")
    printed = {each.digits for related in context.related if related.is_print for each in related.isbns}
    numbers: dict[Isbn, _Own] = {}
    for own in chain(_own(context, printed), _of_parts(product, context)):
        if own.isbn.digits not in printed:
            numbers.setdefault(own.isbn, own)
    formats = _qualifiers(context.formats)
    return [field for each in numbers.values() for field in _fields(each, each.formats or formats)]


def _own(context: Context, printed: set[str]) -> Iterator[_Own]:
    """The product's own numbers, the co-publisher's, and an ISBN that only the GTIN tells.

    An ISBN that the GTIN tells beside another one of the product is of nobody knows what: $z, and for a person.
    """
    found = context.identifiers
    stated = isbns(found)
    for each in stated:
        yield _checked(each, context)
    for value in found.get(COPUBLISHER, ()):
        yield _checked(read_isbn(value), context)._replace(whose=context.words["co-publisher"])
    others = [each for each in map(read_isbn, found.get(GTIN13, ())) if each.valid and each not in stated]
    is_known = any(each.valid and each.digits not in printed for each in stated)
    for each in dict.fromkeys(others):
        context.note("O16", PATH, each.digits)
        yield _Own(each, "z" if is_known else "a")


def _checked(isbn: Isbn, context: Context) -> _Own:
    if not isbn.valid:
        context.note("I02", PATH, isbn.digits, after="020 $z")
    return _Own(isbn, "a" if isbn.valid else "z")


def _of_parts(product: Product, context: Context) -> Iterator[_Own]:
    """The numbers of the parts of a bundle with their own formats."""
    for part in product.all("DescriptiveDetail/ProductPart"):
        found: Identifiers = identifiers(part)
        for each in isbns(found):
            yield _checked(each, context)._replace(formats=_part_qualifiers(part, context))


def _part_qualifiers(part: Node, context: Context) -> tuple[str, ...]:
    known = context.tables.formats
    return _qualifiers(tuple(known[code] for code in part.texts("ProductFormDetail") if code in known))


def _qualifiers(formats: tuple[FileFormat, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.qualifier for each in formats if each.qualifier))


def _fields(own: _Own, formats: tuple[str, ...]) -> Iterator[Field]:
    """One field for each format of a good number; the formats of a bad one stand together."""
    number = own.isbn.written
    for group in [(each,) for each in formats] if own.code == "a" and formats else [formats]:
        pairs = chain.from_iterable(("q", each) for each in (*group, own.whose))
        yield Field.data("020", "  ", own.code, number, *pairs)


def issn_022(product: Product, context: Context) -> list[Field]:
    """022: the ISSN of an EAN that begins with 977; a bad one in $y. Rule I09 finds its place in a monograph."""
    fields, use = [], context.tables.onix_codes.identifiers[ISSN]
    for value in dict.fromkeys(context.identifiers.get(ISSN, ())):
        number = read(use.form, value, context.tables.identifiers)
        if not number.valid:
            context.note("I09", PATH, value, after=f"022 ${use.wrong}")
        fields.append(Field.data("022", "  ", "a" if number.valid else use.wrong, number.written))
    return fields
