"""Marks between and behind subfields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.crosswalks.onix.isbd import full_stop, marked, no_full_stop

words = st.text(alphabet='abä .,?!–-…"”)1', max_size=20)


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("Anna", "Anna."),
        ("Anna.", "Anna."),
        ("Kuka?", "Kuka?"),
        ("”Kuka?”", "”Kuka?”"),
        ("Anna ...", "Anna ..."),
        ("", ""),
    ],
)
def test_full_stop(text: str, closed: str) -> None:
    assert full_stop(text) == closed


@given(words)
def test_a_text_is_closed_once(text: str) -> None:
    assert full_stop(full_stop(text)) == full_stop(text)
    assert no_full_stop(no_full_stop(text)) == no_full_stop(text)


def test_a_mark_stands_behind_what_is_before_a_subfield() -> None:
    assert marked(("a", "Meri", ""), ("n", "", "."), ("b", "romaani", " :"), ("c", "Anna", " /")) == [
        *("a", "Meri :"),
        *("b", "romaani /"),
        *("c", "Anna"),
    ]
    assert marked(("a", "Kuka?", ""), ("n", "2", "."), ("p", "Minä", ",")) == ["a", "Kuka?", "n", "2,", "p", "Minä"]


@given(st.lists(st.tuples(st.sampled_from("anpbc"), words, st.sampled_from(["", ".", " :", " /"])), max_size=5))
def test_no_subfield_is_empty_and_none_is_lost(pairs: list[tuple[str, str, str]]) -> None:
    made = marked(*pairs)
    assert made[::2] == [code for code, value, _ in pairs if value]
