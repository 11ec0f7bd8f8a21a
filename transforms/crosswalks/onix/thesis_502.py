"""Theses: 502 (MARC 21; in one $a, as rule D31 wants it)."""

from __future__ import annotations

from transforms.crosswalks.onix.context import Context
from transforms.crosswalks.onix.dates import is_year
from transforms.crosswalks.onix.isbd import full_stop
from transforms.crosswalks.onix.titles import LOOSE
from transforms.formats.onix import Product
from transforms.record import Field

ELEMENTS = ("ThesisType", "ThesisPresentedTo", "ThesisYear")
PATH = "DescriptiveDetail"


def is_thesis(product: Product) -> bool:
    """True if the product tells that it was written for a degree."""
    detail = product.first(PATH)
    return any(detail.text(name) for name in ELEMENTS)


def thesis_502(product: Product, context: Context) -> list[Field]:
    """502: what kind of thesis it is, where it was presented and when: "Väitöskirja : Mallin yliopisto, 2020."."""
    if not is_thesis(product):
        return []
    presented = next(iter(product.first(PATH).texts_in("ThesisPresentedTo", context.language)), "").rstrip(LOOSE)
    told = ", ".join(filter(None, (presented, _year(product, context))))
    kind = context.words[f"thesis{_type(product, context)}"]
    return [Field.data("502", "  ", "a", full_stop(f"{kind} : {told}" if told else kind))]


def _type(product: Product, context: Context) -> str:
    """ "-02"; "" where no type is told, or none that list 72 has."""
    code = product.text(f"{PATH}/ThesisType")
    if not code or f"thesis-{code}" in context.words:
        return f"-{code}" if code else ""
    context.note("O06", f"{PATH}/ThesisType", code)
    return ""


def _year(product: Product, context: Context) -> str:
    """ThesisYear; "" where it is none."""
    year = product.text(f"{PATH}/ThesisYear")
    if year and not is_year(year):
        context.note("O15", f"{PATH}/ThesisYear", year)
        return ""
    return year
