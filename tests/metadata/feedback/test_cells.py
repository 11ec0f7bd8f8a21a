"""Text of vendors in cells and on pages: nothing hidden, nothing that a spreadsheet counts."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from metadata.feedback.cells import LONGEST, cell, shown

ATTACKS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", '"=1', "'=1", "\u00a0=1", "\x00=1",
    "＝1", "＠x", "－1", "−1", "=cmd|' /C calc'!A0", "“=1”", "  \" '+1",
)  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
def test_what_would_be_a_formula_gets_an_apostrophe_first(text: str) -> None:
    safe = cell(text)
    assert safe.startswith(("'", "⟨"))


@pytest.mark.parametrize("text", ["kissa;=1+1", "kissa, =1", "kissa|@x", 'kissa;"=1', "a,-1"])
def test_formula_behind_a_separator_is_none_either(text: str) -> None:
    assert not re.search(r"""[,;|]["\s]*[=+\-@]""", cell(text))


@pytest.mark.parametrize("text", ["Kissa", "Kissa = koira", "e-kirja", "a@example.org", "1,5", "978-951-0-12345-7", ""])
def test_ordinary_text_stays(text: str) -> None:
    assert cell(text) == text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Kissa\u202egpj", "Kissa⟨U+202E⟩gpj"),
        ("Kis\u00adsa", "Kis⟨U+00AD⟩sa"),
        ("Kissa\x07", "Kissa⟨U+0007⟩"),
        ("Kissa\ufffe", "Kissa⟨U+FFFE⟩"),
        ("Kissa\ud800", "Kissa⟨U+D800⟩"),
        ("10\x1faKissa :\x1fbkoira", "10 $a Kissa : $b koira"),
        ("Kissa\r\nkoira", "Kissa koira"),
        ("Ääkkönen 猫 👩\u200d🚀", "Ääkkönen 猫 👩\u200d🚀"),  # a joiner inside an emoji is no disguise
    ],
)
def test_hidden_characters_are_shown(text: str, seen: str) -> None:
    assert shown(text) == seen


def test_long_cell_is_cut_where_excel_counts_and_not_within_a_character() -> None:
    assert len(cell("a" * 40_000)) == LONGEST
    assert len(cell("-" + "a" * 40_000)) == LONGEST
    assert len(cell("😀" * 20_000).encode("utf-16-le")) == 2 * (LONGEST - 1)


@given(
    st.text(
        alphabet=st.one_of(st.characters(exclude_categories=[]), st.sampled_from("=+-@\t\r\n\x1f\"' ;,|\u202e\u00a0"))
    )
)
@example("\x1f=")
@example("'\x1f-")
def test_no_text_becomes_a_formula_or_hides(text: str) -> None:
    safe = cell(text)
    assert not re.match(r"""[\s"]*[=+\-@＝＋－＠]""", safe)
    assert not re.search(r"""[,;|]["\s]*[=+\-@]""", safe)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", safe)
    safe.encode("utf-8")
