"""The target audience as the one code of 008/22 (onix-to-marc.md §14)."""

from __future__ import annotations

from transforms.crosswalks.onix.context import EASY_EDITIONS
from transforms.formats.onix import Node, Product

UNKNOWN = "|"
ADULT, JUVENILE, SPECIALISED = "e", "j", "f"
SCHOOL = {"11": "a", "12": "b", "13": "c", "14": "d"}  # list 28: stages of education
CODES = {  # list 28, the more special first
    "07": SPECIALISED,
    "09": SPECIALISED,
    "02": JUVENILE,
    "03": "d",
    "04": JUVENILE,
    "01": ADULT,
    "05": ADULT,
    "06": ADULT,
    "08": ADULT,
}
AGES = ((5, "a"), (8, "b"), (13, "c"), (17, "d"))  # up to and including this age
ONIX_CODES, BOOK_TRADE, YEARS = "01", "73", "17"  # lists 29, 27 and 30
FROM, TO = "03", "04"  # list 31


def audience_code(product: Product) -> str:
    """The code of 008/22; "|" when the product does not say."""
    detail = product.first("DescriptiveDetail")
    if not EASY_EDITIONS.isdisjoint(detail.texts("EditionType")):
        return SPECIALISED
    ranges = (each for each in detail.all("AudienceRange") if each.text("AudienceRangeQualifier") == YEARS)
    return next(filter(None, map(_by_age, ranges)), "") or _by_code(detail) or UNKNOWN


def _by_age(span: Node) -> str:
    """The code of an age range: one step of the scale, or j for a span over several."""
    values = span.texts("AudienceRangeValue")
    steps = {_step(int(value)) for value in values[:2] if value.isdecimal()}
    if span.texts("AudienceRangePrecision")[:1] == [TO] and steps - {"a"}:
        steps.add("a")
    if len(steps) > 1:
        return JUVENILE
    return steps.pop() if steps else ""


def _step(years: int) -> str:
    return next((code for limit, code in AGES if years <= limit), ADULT)


def _by_code(detail: Node) -> str:
    """The code by list 28, or j where the Finnish book trade classes it with children's books (L, N)."""
    stated = set(detail.texts("AudienceCode"))
    stated |= {
        each.text("AudienceCodeValue") for each in detail.all("Audience") if each.text("AudienceCodeType") == ONIX_CODES
    }
    stages = stated & SCHOOL.keys()
    if stages:
        return SCHOOL[stages.pop()] if len(stages) == 1 else JUVENILE
    found = next((code for key, code in CODES.items() if key in stated), "")
    return found or (JUVENILE if any(map(_is_childrens_class, detail.all("Subject"))) else "")


def _is_childrens_class(subject: Node) -> bool:
    return subject.text("SubjectSchemeIdentifier") == BOOK_TRADE and subject.text("SubjectCode")[:1] in (
        "L",
        "N",
    )
