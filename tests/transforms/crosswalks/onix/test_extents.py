"""Pages, running times and sizes of Extent (lists 23 and 24)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.transforms.crosswalks.onix.onix_builder import extent, tables
from transforms.crosswalks.onix.extents import NOTHING_TOLD, Extents, extents_of
from transforms.formats.onix import Product
from transforms.record import Issue


def read(*extents: str) -> tuple[Extents, list[tuple[str, str]]]:
    detail = f"<Product><DescriptiveDetail>{''.join(extents)}</DescriptiveDetail></Product>"
    issues: list[Issue] = []
    made = extents_of(Product(etree.fromstring(detail)), tables().onix_lists.descriptions, issues)
    return made, [(each.rule, each.value) for each in issues]


def roman(number: str, kind: str = "03") -> str:
    return (
        f"<Extent><ExtentType>{kind}</ExtentType><ExtentValueRoman>{number}</ExtentValueRoman>"
        "<ExtentUnit>03</ExtentUnit></Extent>"
    )


@pytest.mark.parametrize(
    ("extents", "pages"),
    [
        ((extent("11", "320", "03"), extent("00", "312", "03")), "312"),
        ((extent("08", "320", "03"), extent("10", "245.0", "03")), "245"),
        ((extent("00", "312", "03"), roman("XII")), "xii, 312"),
        ((extent("05", "324", "03"), roman("xii")), "324"),  # numbered in all
        ((extent("00", "312", "03"), roman("kaksitoista")), "312"),
        ((extent("00", "0", "03"),), ""),
        ((extent("00", "0", "03"), extent("11", "90", "03")), "90"),
        ((extent("00", "300", "02"),), ""),  # words
        ((roman("xii"),), ""),
        ((), ""),
    ],
)
def test_pages(extents: tuple[str, ...], pages: str) -> None:
    assert read(*extents)[0].pages == pages


@pytest.mark.parametrize("value", ["noin 200", "", "-3", "1,5", "٣٠"])
def test_a_number_of_pages_that_is_none_is_told(value: str) -> None:
    made, issues = read(extent("00", value, "03"))
    assert (made.pages, issues) == ("", [("D05", value)])


@pytest.mark.parametrize(
    ("value", "unit", "seconds"),
    [
        ("10", "04", 36_000),
        ("4.5", "04", 16_200),
        ("30", "05", 1800),
        ("1815", "06", 1815),
        ("007", "14", 25_200),
        ("01000", "15", 36_000),
        ("0094130", "16", 34_890),
        ("12030", "15", 433_800),
    ],
)
def test_running_time(value: str, unit: str, seconds: int) -> None:
    assert read(extent("09", value, unit)) == (Extents(seconds=seconds), [])


@pytest.mark.parametrize(
    ("value", "unit"),
    [
        ("0123", "15"),
        ("00160", "15"),
        ("0000060", "16"),
        ("012345", "16"),
        ("10", "14"),
        ("0", "05"),
        ("kesto", "05"),
        ("9,5", "04"),
        ("12", "11"),  # tracks
        ("", "05"),
        ("1000", "04"),  # more than HHH can tell
        ("٠٠٩٣٠", "15"),
    ],
)
def test_a_malformed_running_time_is_refused_and_told(value: str, unit: str) -> None:
    assert read(extent("09", value, unit)) == (NOTHING_TOLD, [("D07", value)])


def test_another_running_time_helps_where_the_first_is_malformed() -> None:
    made, issues = read(extent("14", "60", "05"), extent("09", "x", "05"), extent("16", "70", "05"))
    assert (made.seconds, issues) == (3600, [("D07", "x")])


def test_sizes_are_kept_with_their_unit() -> None:
    assert read(extent("22", "3.25", "19"))[0] == Extents(size="3.25", size_unit="19")
    assert read(extent("22", "3.25", "05"))[0].size == ""
    assert read(extent("22", "suuri", "19"))[0].size == ""


def test_codes_that_no_list_knows_are_told_and_left_out() -> None:
    assert read(extent("99", "1", "03"), extent("00", "1", "88")) == (NOTHING_TOLD, [("O06", "99"), ("O06", "88")])
    assert read(extent("17", "12", "00"), extent("02", "90000", "02")) == (NOTHING_TOLD, [])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 359_999))
def test_every_form_of_one_duration_is_the_same(seconds: int) -> None:
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    packed = f"{hours:03d}{minutes:02d}{rest:02d}"
    assert read(extent("09", packed, "16")) == read(extent("09", str(seconds), "06"))
