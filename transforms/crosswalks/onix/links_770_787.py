"""Related products as links: 770 to 787 (onix-to-marc.md §13). What a relation becomes is in schemas/codes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.identifiers import GTIN13, Related, isbns, read_isbn
from transforms.crosswalks.onix.numbers import read
from transforms.crosswalks.onix.works import related_works
from transforms.formats.onix import Product
from transforms.onix_codes import Relation, Words
from transforms.record import SUBFIELD, Field

ISSN, DOI, URN = "34", "06", "22"  # list 5
OTHER_FORM = "776"
ALTERNATIVE = "06"  # list 51: in another form, whichever it is
SERIAL = "s"  # LDR/07
PATH = "RelatedMaterial/RelatedProduct"


def links_770_787(product: Product, context: Context) -> list[Field]:
    """770-787: other forms, editions, wholes and parts, supplements and what else is related, by its numbers."""
    own = {each.digits for each in isbns(context.identifiers)} if context.related else set()
    products = (field for each in context.related for field in _links(each, own, context))
    works = (
        Field.data(work.relation.tag, "08", "i", work.relation.heading[context.language], *_flat(work.links))
        for work in related_works(product, context)
        if work.relation.tag == "787" and work.links
    )
    found = list(dict.fromkeys(chain(products, works)))
    return sorted(_narrowest(found, context) if len(found) > 1 else found, key=lambda each: each.tag)


def _narrowest(found: list[Field], context: Context) -> list[Field]:
    """Without what only says that there is another form of which another field says what it is: 06 beside 27."""
    other = context.tables.onix_codes.relations[ALTERNATIVE].heading[context.language]
    named = {_target(each) for each in found if each.tag == OTHER_FORM and each["i"] != other}
    return [each for each in found if each.tag != OTHER_FORM or each["i"] != other or _target(each) not in named]


def _target(link: Field) -> tuple[str, ...]:
    """The numbers of what is linked."""
    return tuple(link.value.split(SUBFIELD)[2:])


def _links(related: Related, own: set[str], context: Context) -> Iterator[Field]:
    """A field for each relation that has a place in MARC; none to a product without a number, or to itself."""
    numbers: list[tuple[str, str]] | None = None
    for code in related.relations:
        relation = context.tables.onix_codes.relations.get(code)
        if relation is None:
            context.note("O06", f"{PATH}/ProductRelationCode", code)
        elif relation.tag:
            numbers = list(_numbers(related, own, context)) if numbers is None else numbers
            if numbers:
                yield _link(relation, related, numbers, context)


def _link(relation: Relation, related: Related, numbers: list[tuple[str, str]], context: Context) -> Field:
    tag, ind2 = relation.tag, relation.ind2
    if context.form.level == SERIAL and relation.serial[0]:
        return Field.data(relation.serial[0], f"0{relation.serial[1]}", *_flat(numbers))
    if tag != OTHER_FORM:
        return Field.data(tag, f"0{ind2}", "i", relation.heading[context.language], *_flat(numbers))
    if context.profile.switches.get("relation_776") == "bare":
        return Field.data(tag, "0 ", *_flat(numbers))
    return Field.data(tag, f"0{ind2}", "i", _form(relation, related, context)[context.language], *_flat(numbers))


def _form(relation: Relation, related: Related, context: Context) -> Words:
    """The heading of another form: by the form of the product, else by the relation."""
    form = context.tables.onix_codes.related_forms.get(related.form)
    return form.heading if form else relation.heading


def _numbers(related: Related, own: set[str], context: Context) -> Iterator[tuple[str, str]]:
    """(subfield, number): $z ISBN, $x ISSN, $o what else is a standard number. A wrong ISBN is told and left out."""
    for kind in related.identifiers:
        if kind not in context.tables.onix_codes.identifiers:
            context.note("O06", f"{PATH}/ProductIdentifier/ProductIDType", kind)
    for each in dict.fromkeys(related.isbns):
        if not each.valid:
            context.note("I02", f"{PATH}/ProductIdentifier/IDValue", each.digits)
        elif each.digits not in own or related.is_print:
            yield "z", each.written
    for code, kind, form in (("x", ISSN, "issn13"), ("o", GTIN13, "gtin13"), ("o", DOI, "doi"), ("o", URN, "urn")):
        for value in related.identifiers.get(kind, ()):
            number = read(form, value, context.tables.identifiers)
            if number.valid and not (kind == GTIN13 and read_isbn(value).valid):
                yield code, number.written


def _flat(pairs: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> Iterator[str]:
    return chain.from_iterable(pairs)
