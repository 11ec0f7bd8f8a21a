"""Titles that look like an issue of a magazine, and those that only have numbers."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transforms.crosswalks.onix.onix_builder import converted, title


def told(text: str, more: str = "") -> bool:
    return "O22" in {rule for rule, _ in converted(title=title(text, more=more)).found}


@pytest.mark.parametrize(
    "text",
    [
        "Suomen Kuvalehti 12/2026",
        "Anna 3-4/2026",
        "Aku Ankka 2026:5",
        "Tekniikan Maailma nro 7, 2026",
        "Hemmets Journal Nr. 12 2026",
        "Parnasso 2026 numero 3",
    ],
)
def test_an_issue_of_a_magazine(text: str) -> None:
    assert told(text)


def test_the_number_may_stand_beside_the_title() -> None:
    assert told("Kanava", "<PartNumber>4/2026</PartNumber>")


@pytest.mark.parametrize(
    "text",
    [
        "Fahrenheit 9/11",
        "1984",
        "Suomi 1999/2000",
        "Utøya 22.7.2011",
        "Utøya 22/7/2011",
        "Vuosi 2026",
        "Sotavuodet 1939-1945",
    ],
)
def test_a_book(text: str) -> None:
    assert not told(text)


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet="0123/:-– nro.2026", max_size=40))
def test_any_title_is_read(text: str) -> None:
    told(text)


def test_long_titles_cost_no_more_than_their_length() -> None:
    start = time.process_time()
    told("12/202 " * 3000)
    assert time.process_time() - start < 1
