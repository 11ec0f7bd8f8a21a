"""Product identifiers of ONIX (list 5) and the ISBN among them; related products with theirs."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from transforms.formats.onix import Node, Product
from transforms.identifiers import hyphenate
from transforms.identifiers.digits import compact
from transforms.identifiers.isbn import parse_isbn
from transforms.onix_codes import OnixCodes

ISBN13, ISBN10, GTIN13, COPUBLISHER = "15", "02", "03", "24"
ISMN13, ISMN10 = "25", "05"
PRINT_OF = "13"  # list 51: the related product is the print that this one is based on


class Isbn(NamedTuple):
    """An ISBN as 13 digits; `valid` is False where the check digit or prefix is wrong."""

    digits: str
    valid: bool
    written: str  # as it stands in MARC: hyphenated when it is valid, else as sent


@lru_cache(maxsize=1024)  # the same few numbers of a product are asked for by several fields
def read_isbn(number: str) -> Isbn:
    """An ISBN of 10 or 13 digits as 13 digits."""
    isbn13 = parse_isbn(number)
    if isbn13 is None:
        digits = compact(number)
        return Isbn(digits, False, digits)
    return Isbn(isbn13, True, hyphenate(isbn13))


Identifiers = dict[str, list[str]]


def identifiers(node: Node) -> Identifiers:
    """The values of a node's ProductIdentifier elements by type."""
    found: Identifiers = {}
    for each in node.all("ProductIdentifier"):
        value = each.text("IDValue")
        if value:
            found.setdefault(each.text("ProductIDType"), []).append(value)
    return found


def isbns(found: Identifiers) -> list[Isbn]:
    """The ISBNs among identifiers: of 13 digits, of 10 digits, else a GTIN that is one."""
    stated = [*found.get(ISBN13, ()), *found.get(ISBN10, ())]
    if not stated:
        stated = [value for value in found.get(GTIN13, ()) if read_isbn(value).valid]
    return list(dict.fromkeys(map(read_isbn, stated)))


class Related(NamedTuple):
    """A related product."""

    relations: tuple[str, ...]  # list 51
    form: str  # first letter of list 150; "" when not told
    is_print: bool
    isbns: tuple[Isbn, ...]
    identifiers: Identifiers


def related_products(product: Product, codes: OnixCodes) -> tuple[Related, ...]:
    """The related products, in the order of the file."""
    return tuple(_related(each, codes) for each in product.all("RelatedMaterial/RelatedProduct"))


def _related(node: Node, codes: OnixCodes) -> Related:
    relations = tuple(node.texts("ProductRelationCode"))
    form = node.text("ProductForm")[:1]
    known = codes.related_forms.get(form)
    is_print = PRINT_OF in relations if not form else known is not None and known.is_print
    found = identifiers(node)
    return Related(relations, form, is_print, (*isbns(found), *map(read_isbn, found.get(COPUBLISHER, ()))), found)
