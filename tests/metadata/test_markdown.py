"""Markdown with vendors' texts in it: whatever they hold, they are shown and do nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from metadata.markdown import code, listed, table

READER = MarkdownIt("commonmark").enable("table")
HOSTILE = [
    "[click](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "<script>alert(1)</script>",
    "`<img src=x onerror=alert(1)>`",
    "``` x ``",
    "a | b \\| [c](https://evil.example)",
    "\\` <b> ` \\",
    "https://evil.example www.evil.example <https://evil.example>",
    "line\n\n# heading\n- item\r\n<iframe>",
    "{{ 7 * 7 }} {% raw %}",
    "\u202egnp.exe\u2066",
    "`",
    "",
]
texts = st.one_of(
    st.sampled_from(HOSTILE), st.text(alphabet="`\\|[]()<>!#*_~\n &:/.ab", max_size=40), st.text(max_size=40)
)


def inner(markdown: str) -> list[Token]:
    return [child for token in READER.parse(markdown) if token.type == "inline" for child in token.children or ()]


@given(texts)
def test_a_text_is_one_piece_of_code_in_a_line_and_in_a_list(text: str) -> None:
    for markdown in (f"before {code(text)} after", listed([code(text)])):
        assert {each.type for each in inner(markdown)} <= {"text", "code_inline"}
        assert sum(each.type == "code_inline" for each in inner(markdown)) <= 1


@given(st.lists(texts, min_size=2, max_size=2))
def test_texts_stay_in_their_cells(row: list[str]) -> None:
    markdown = table(["one", "two"], [[code(each) for each in row]])
    cells = [each.children or [] for each in READER.parse(markdown) if each.type == "inline"][2:]
    assert len(cells) == 2
    assert {child.type for cell in cells for child in cell} <= {"text", "code_inline"}


def test_a_text_can_still_be_read() -> None:
    assert inner(code("Kissa & `koira`"))[0].content == "Kissa & `koira`"
    assert inner(code("a`"))[0].content == "a`"


def test_a_long_text_is_cut_and_an_empty_one_is_a_dash() -> None:
    assert len(code("x" * 500)) == 122
    assert (code(""), code("\n ")) == ("–", "–")


@pytest.mark.parametrize("text", HOSTILE)
def test_lines_of_a_text_do_not_end_the_line(text: str) -> None:
    assert "\n" not in code(text)
    assert "\r" not in code(text)
