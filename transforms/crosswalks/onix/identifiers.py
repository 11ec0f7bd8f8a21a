"""Product identifiers of ONIX (list 5) as plain numbers with their checks."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from transforms.formats.onix import Node, Product
from transforms.normalise.isbn_number import has_check_digit, hyphenate, to_isbn13

ISBN13, ISBN10, GTIN13, COPUBLISHER = "15", "02", "03", "24"
RELATED_FORMS = ("06", "13", "27", "14", "15")  # list 51: other forms of the same content
PRINT_OF = "13"  # the related product is the print that this one is based on


class Isbn(NamedTuple):
    """An ISBN as 13 digits; `valid` is False where the check digit or prefix is wrong."""

    digits: str
    valid: bool

    @property
    def written(self) -> str:
        """The number as it stands in MARC: hyphenated when it is valid, else as sent."""
        return hyphenate(self.digits) if self.valid else self.digits


def plain(number: str) -> str:
    """A number without hyphens and blanks."""
    return number.replace("-", "").replace(" ", "").upper()


@lru_cache(maxsize=1024)  # the same few numbers of a product are asked for by several fields
def read_isbn(number: str) -> Isbn:
    """An ISBN of 10 or 13 digits as 13 digits; 9790 is the prefix of printed music."""
    digits = plain(number)
    valid = has_check_digit(digits) and not digits.startswith("9790")
    return Isbn(to_isbn13(digits) if valid else digits, valid)


def identifiers(node: Node) -> dict[str, list[str]]:
    """The values of a node's ProductIdentifier elements by type."""
    found: dict[str, list[str]] = {}
    for each in node.all("ProductIdentifier"):
        value = each.text("IDValue")
        if value:
            found.setdefault(each.text("ProductIDType"), []).append(value)
    return found


def isbns(node: Node) -> list[Isbn]:
    """The ISBNs of a product or part: of 13 digits, co-publisher's, of 10 digits, else a GTIN that is one."""
    found = identifiers(node)
    stated = [*found.get(ISBN13, ()), *found.get(COPUBLISHER, ()), *found.get(ISBN10, ())]
    if not stated:
        stated = [value for value in found.get(GTIN13, ()) if read_isbn(value).valid]
    return list(dict.fromkeys(map(read_isbn, stated)))


def is_print(related: Node) -> bool:
    """True if a RelatedProduct is a printed book, by its form or by its relation."""
    form = related.text("ProductForm")
    return form.startswith("B") if form else PRINT_OF in related.texts("ProductRelationCode")


def print_isbns(product: Product) -> set[str]:
    """The ISBNs of printed forms among the related products."""
    return {
        each.digits
        for related in product.all("RelatedMaterial/RelatedProduct")
        if is_print(related)
        for each in isbns(related)
    }
