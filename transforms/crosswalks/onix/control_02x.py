"""Numbers and codes: 020 to 041 (onix-to-marc.md §6)."""

from __future__ import annotations

import re
from itertools import chain

from stdnum import ean

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.identifiers import (
    GTIN13,
    ISBN10,
    ISBN13,
    Isbn,
    identifiers,
    isbns,
    plain,
    print_isbns,
    read_isbn,
)
from transforms.formats.onix import Product
from transforms.record import Field

OCLC = "23"
STANDARD_NUMBERS = {  # list 5 → (first indicator of 024, $2)
    "03": ("3", ""),
    "04": ("1", ""),
    "30": ("1", ""),
    "25": ("2", ""),
    "05": ("2", ""),
    "14": ("8", ""),
    "06": ("7", "doi"),
    "22": ("7", "urn"),
    "35": ("7", "ark"),
}
_RESOLVER = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
SUBFIELDS_041 = "abdhj"


def isbn_020(product: Product, context: Context) -> list[Field]:
    """020: the ISBNs of the e-edition with its formats; a bad one in $z; a printed book's belong to 776."""
    found = identifiers(product)
    if not any(kind in found for kind in (ISBN13, GTIN13, ISBN10)):
        context.note("O03", "ProductIdentifier")
    _compare_with_gtin(found, context)
    printed = print_isbns(product)
    parts = product.all("DescriptiveDetail/ProductPart")
    numbers = dict.fromkeys(chain.from_iterable(isbns(node) for node in (product, *parts)))
    qualifiers = list(dict.fromkeys(each.qualifier for each in context.formats if each.qualifier))
    return [_isbn(each, qualifiers) for each in numbers if each.digits not in printed]


def _isbn(number: Isbn, qualifiers: list[str]) -> Field:
    pairs = (("q", each) for each in qualifiers)
    return Field.data("020", "  ", "a" if number.valid else "z", number.written, *chain.from_iterable(pairs))


def _compare_with_gtin(found: dict[str, list[str]], context: Context) -> None:
    """An ISBN sent as GTIN-13 too must be the same number."""
    stated = {plain(value) for value in found.get(ISBN13, ())}
    trade = {plain(value) for value in found.get(GTIN13, ()) if read_isbn(value).valid}
    if stated and trade - stated:
        context.note("O16", "ProductIdentifier/IDValue", min(trade - stated))


def standard_number_024(product: Product, context: Context) -> list[Field]:
    """024: GTIN, UPC, ISMN, DOI, URN, ARK; a GTIN that is an ISBN is none of them."""
    fields = []
    for kind, values in identifiers(product).items():
        if kind in STANDARD_NUMBERS:
            fields += [_standard_number(kind, value) for value in values if not read_isbn(value).valid]
    return sorted(set(fields), key=lambda each: each.value)


def _standard_number(kind: str, value: str) -> Field:
    """One 024; a number of ISMN goes by its own indicator, a GTIN that fails its check to $z."""
    indicator, source = STANDARD_NUMBERS[kind]
    if source == "doi":
        return Field.data("024", "7 ", "a", _RESOLVER.sub("", value).lower(), "2", source)
    if source:
        return Field.data("024", "7 ", "a", value, "2", source)
    number = plain(value)
    if number.startswith("M") and kind == "05":
        number = "9790" + number[1:]
    if number.startswith("9790"):
        indicator = "2"
    fails = kind == GTIN13 and not ean.is_valid(number)
    return Field.data("024", f"{indicator} ", "z" if fails else "a", number)


def control_number_035(product: Product, context: Context) -> list[Field]:
    """035: the vendor's own key with the code of the source, and an OCLC number."""
    own = Field.data("035", "  ", "a", f"({context.profile.source}){product.reference}")
    oclc = identifiers(product).get(OCLC, ())
    return [own, *(Field.data("035", "  ", "a", f"(OCoLC){plain(value).lstrip('OCMN')}") for value in oclc)]


def source_040(product: Product, context: Context) -> list[Field]:
    """040: our agency, the language of cataloguing, RDA."""
    return [Field.data("040", "  ", "a", context.profile.isil, "b", context.language, "e", "rda")]


def language_041(product: Product, context: Context) -> list[Field]:
    """041: languages by their part in the work; one that only ISO 639-3 knows in a field of its own."""
    languages = context.languages
    if not languages.coded:
        return []
    ordered = sorted(languages.coded, key=lambda each: SUBFIELDS_041.index(each[0]))
    indicator = "1" if languages.is_translation else "0"
    fields = [Field.data("041", f"{indicator} ", *chain.from_iterable(ordered))]
    fields += [Field.data("041", " 7", subfield, code, "2", "iso639-3") for subfield, code in languages.special]
    return fields
