"""The own check of ISBNs agrees with that of python-stdnum; it is kept because it is several times as fast."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import isbn as oracle
from stdnum import numdb

from transforms.identifiers import find_isbn, has_check_digit, hyphenate, is_isbn, to_isbn13
from transforms.identifiers.isbn import parse_isbn


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"97[89][0-9]{9}", fullmatch=True))
def test_hyphens_and_check_digit_agree_with_stdnum(first12: str) -> None:
    for last in "0123456789":
        number = first12 + last
        assert has_check_digit(number) == oracle.is_valid(number)
        if oracle.is_valid(number):
            parts = oracle.split(number)
            expected = number if not all(parts) else "-".join(parts)
            assert hyphenate(number) == expected


def test_every_range_of_the_table_is_read_as_stdnum_reads_it() -> None:
    for _, prefix, _, _, groups in numdb.get("isbn").prefixes:
        for _, group, _, _, registrants in groups:
            for length, low, high, *_ in registrants:
                for number in ((prefix + group + low).ljust(12, "0"), (prefix + group + high).ljust(12, "9")):
                    end = len(prefix) + len(group) + length
                    parts = (prefix, group, number[len(prefix + group) : end], number[end:12], "0")
                    assert hyphenate(f"{number}0") == ("-".join(parts) if end < 12 else f"{number}0")


@settings(max_examples=50, deadline=None)
@given(st.from_regex(r"[0-9]{9}[0-9X]", fullmatch=True))
def test_isbn10_agrees_with_stdnum(number: str) -> None:
    assert has_check_digit(number) == oracle.is_valid(number)
    if oracle.is_valid(number):
        assert to_isbn13(number) == oracle.to_isbn13(number)


@pytest.mark.parametrize("text", ["", "nid.", "123", "97895210832111", "978-952-10-8321-1-5"])
def test_text_without_an_isbn_shape(text: str) -> None:
    assert find_isbn(text) is None


@settings(deadline=None)
@given(st.text(alphabet="0123456789Xx- MISBN:٣", max_size=20))
def test_what_stdnum_takes_for_an_isbn_is_parsed_and_nothing_else(text: str) -> None:
    expected = text.isascii() and oracle.is_valid(text) and not oracle.compact(text).startswith("9790")
    assert (parse_isbn(text) is not None) is expected


@pytest.mark.parametrize("text", ["9521083212 (nid.)", "ISBN 978-952-10-8321-1 : 20 e"])
def test_a_qualifier_may_follow_the_number_in_a_record(text: str) -> None:
    assert is_isbn(text)
    assert parse_isbn(text) is None
