"""safe_name: fit to be shown and kept, and still one name for one file."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.fetch.names import LONGEST, safe_name


@pytest.mark.parametrize("name", ["feed.mrc", "../../etc/passwd", "C:\\x.xml", "-rf", "å ä.xml", "名前.xml", "a" * 255])
def test_an_ordinary_name_is_left_alone(name: str) -> None:
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a\nb", "ab~"), ("a\x00b", "ab~"), ("\u202egnp.exe", "gnp.exe~"), ("", "~"), (" a", "a~"), ("\udcff", "~")],
)
def test_what_does_not_show_is_taken_out_and_told(name: str, begins: str) -> None:
    assert safe_name(name).startswith(begins)


@given(st.text(st.characters(), max_size=300))
@settings(max_examples=200, deadline=None)
def test_a_safe_name_is_short_and_printable_and_stays_so(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= LONGEST
    assert not any(unicodedata.category(each)[0] in "C" for each in safe)
    assert safe_name(safe) == safe


@given(st.lists(st.text(st.sampled_from("ab\n\u202e "), max_size=6), max_size=8, unique=True))
@settings(max_examples=50, deadline=None)
def test_two_names_never_become_one(names: list[str]) -> None:
    assert len({safe_name(each) for each in names}) == len(names)
