"""Every element of ONIX is read, or docs/onix.md says why it stands in no field."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.transforms.crosswalks.onix.elements import (
    NOT_OF_THE_PRODUCT,
    ask,
    elements_of,
    path_of,
    products_in,
    watched,
    whole,
)
from transforms.formats.frame import Envelope

ROOT = Path(__file__).resolve().parents[4]
SHARED = ROOT.parent / "shared" / "data" / "onix"
TABLE = (ROOT / "docs" / "onix.md").read_text("utf-8")
UNREAD = tuple(
    pattern for line in TABLE.splitlines() if line.startswith("| `") for pattern in re.findall(r"`([^`]+)`", line)
)
NAMES = frozenset(  # the forms of a name, of which the best one is taken
    {"PersonName", "PersonNameInverted", "CorporateName", "CorporateNameInverted", "UnnamedPersons", "NameIdentifier"}
)
TITLES = frozenset({"KeyNames", "TitleWithoutPrefix", "TitleText"})
ENTIRE = {  # composites of which the manual says what is read in them
    "ContentDetail/ContentItem/Contributor",
    "ProductSupply/MarketPublishingDetail",
    "ProductSupply/SupplyDetail",
}
DATES = ("/Date", "/DateFormat")  # looked at wherever they are, for their form alone
OF_OLD = frozenset(  # what 2.1 leaves in its products, and mistakes of vendors: no elements of 3.0
    {
        "*/SalesRestriction/SalesRestrictionDetail",
        "DescriptiveDetail/Collection/ProductIdentifier",
        "DescriptiveDetail/Contributor/CountryCode",
        "DescriptiveDetail/Contributor/RegionCode",
        "DescriptiveDetail/Contributor/SequenceNumberWithinRole",
        "DescriptiveDetail/Edition",
        "DescriptiveDetail/ProductPart/NumberOfPieces",
        "ProductContentType",
        "PublishingDetail/Imprint/NameCodeType",
        "PublishingDetail/Imprint/NameCodeTypeName",
        "PublishingDetail/Imprint/NameCodeValue",
        "RelatedMaterial/RelatedProduct/ProductFormDescription",
    }
)


def patterns_of(path: str) -> set[str]:
    """The rows of the table that stand for an element: its own, that of what it is in, or by its end."""
    names = path.split("/")
    above = {"/".join(names[:end]) for end in range(1, len(names) + 1)}
    ends = [each for each in UNREAD if each.startswith("*/")]
    return {each for each in UNREAD if each in above} | {
        each for each in ends if any(one.endswith(each.removeprefix("*")) for one in above)
    }


@cache
def read() -> frozenset[str]:
    """What the gate and the crosswalk ask of products with every element, and of the samples."""
    with watched() as found:
        envelope = Envelope("onix")
        for codes in ("01", "02", "03", "09", "A01", "26"):
            for without in (frozenset[str](), NAMES, NAMES | TITLES, {"CountriesIncluded"}, {"PublishingDetail"}):
                ask(whole(frozenset(without), codes), envelope)
        for path in sorted((ROOT / "sample_records").glob("onix-*/*/*.xml")):
            for product, told in products_in(path):
                ask(product, told)
    return frozenset(found)


def is_looked_at(path: str) -> bool:
    """True if an element is asked for, or nobody looks at what it is in: that one is told."""
    parent = path.rpartition("/")[0]
    return path in read() or (parent != "" and parent not in read())


@pytest.mark.parametrize("release", ["3.0", "3.1"])
def test_every_element_of_a_product_is_read_or_the_manual_says_why_not(release: str) -> None:
    untold = [each for each in elements_of(release) if not is_looked_at(each) and not patterns_of(each)]
    assert untold == []


def test_what_the_manual_calls_unread_is_there_and_unread() -> None:
    paths = {*elements_of("3.0"), *elements_of("3.1")}
    meant = {pattern for path in paths for pattern in patterns_of(path)}
    assert {each for each in UNREAD if each not in meant} == OF_OLD
    assert {each for each in read() if patterns_of(each) - ENTIRE and not each.endswith(DATES)} == set()


def _files() -> list[Path]:
    return sorted(path for path in SHARED.rglob("*") if path.is_file()) if SHARED.exists() else []


@pytest.mark.parametrize("path", _files() or [None], ids=lambda path: path.name if path else "absent")
def test_every_element_that_vendors_send_is_read_or_told(path: Path | None) -> None:
    if path is None:
        pytest.skip("shared/data/onix is not present: the third-party test data is not part of the project")
    untold = set()
    for product, envelope in products_in(path):
        with watched() as found:
            ask(product, envelope)
        found |= read()
        for element in product.element.iter("*") if product.element is not None else ():
            where = path_of(element)
            parent = where.rpartition("/")[0]
            if where and where not in found and (not parent or parent in found) and not patterns_of(where):
                untold.add(where)
    assert {each for each in untold if "/Text/" not in each and not each.startswith(NOT_OF_THE_PRODUCT)} == set()
