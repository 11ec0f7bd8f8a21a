"""Numbers of agencies and the source of cataloguing: 010, 016, 017, 035, 040 (onix-to-marc.md §6)."""

from __future__ import annotations

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.numbers import Number, read
from transforms.formats.onix import Product
from transforms.identifiers.agents import parse_isil
from transforms.onix_codes import NumberUse
from transforms.record import Field

PROPRIETARY, LCCN = "01", "13"  # list 5
MARC_CODE = "08"  # list 44: of an organisation; in Finland the ISIL


def lccn_010(product: Product, context: Context) -> list[Field]:
    """010: the control number of the Library of Congress; not repeatable."""
    numbers = _numbers("010", context)[:1]
    return [Field.data("010", "  ", _code(use, each), each.written) for use, each in numbers]


def agency_number_016(product: Product, context: Context) -> list[Field]:
    """016 7#: the control number of another national agency."""
    return [Field.data("016", "7 ", "a", each.written, "2", use.source) for use, each in _numbers("016", context)]


def legal_deposit_017(product: Product, context: Context) -> list[Field]:
    """017: a legal deposit number."""
    return [Field.data("017", "  ", "a", each.written) for _, each in _numbers("017", context)]


def control_number_035(product: Product, context: Context) -> list[Field]:
    """035: the vendor's key with the code of its source, OCLC, and schemes that the vendor file has a code for."""
    keys = [("a", f"({context.profile.source}){product.reference}")]
    schemes = context.profile.lookups.get("identifier", {})
    if schemes and PROPRIETARY in context.identifiers:
        for each in product.all("ProductIdentifier"):
            source, value = schemes.get(each.text("IDTypeName"), ""), each.text("IDValue")
            if source and value and each.text("ProductIDType") == PROPRIETARY:
                keys.append(("a", f"({source}){value}"))
    keys += (
        (_code(use, each), f"({use.source}){each.written}") for use, each in _numbers("035", context) if use.source
    )
    return [Field.data("035", "  ", code, key) for code, key in dict.fromkeys(keys)]


def source_040(product: Product, context: Context) -> list[Field]:
    """040: our agency, the language of cataloguing, RDA; $d a library that the vendor had the data from."""
    parts = ["a", context.profile.isil, "b", context.language, "e", "rda"]
    for each in product.all("RecordSourceIdentifier"):
        code = each.text("IDValue")
        if each.text("RecordSourceIDType") == MARC_CODE and code != context.profile.isil and parse_isil(code):
            parts += ["d", code]
    return [Field.data("040", "  ", *parts)]


def _code(use: NumberUse, number: Number) -> str:
    return "a" if number.valid else use.wrong


def _numbers(tag: str, context: Context) -> list[tuple[NumberUse, Number]]:
    """Each identifier that goes to this field; one that fails its check is told."""
    kinds = context.tables.onix_codes.identifiers_of.get(tag)
    if kinds is None or kinds.isdisjoint(context.identifiers):
        return []
    numbers = []
    for kind, values in context.identifiers.items():
        if kind not in kinds:
            continue
        use = context.tables.onix_codes.identifiers[kind]
        for value in dict.fromkeys(values):
            number = read(use.form, value, context.tables.identifiers)
            if not number.valid:
                context.note("I11", "ProductIdentifier/IDValue", value, after=f"{tag} ${use.wrong}")
            numbers.append((use, number))
    return numbers
