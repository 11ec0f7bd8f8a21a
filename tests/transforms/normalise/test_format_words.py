"""The first look at words for the form of a copy says no only where there are none."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from transforms.cataloguing import Cataloguing
from transforms.normalise.format_words import may_end_in_words, without_words

LISTS = Cataloguing(Path(__file__).parents[3] / "schemas" / "codes")
PIECES = [*LISTS.format_words, "Valot", "(", ")", "[", "]", " : ", " - ", ", ", "/", "&", " ", ".", "\t", "\u00a0"]


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=5), is_loud=st.booleans())
def test_words_that_are_found_are_seen_at_first_look(pieces: list[str], is_loud: bool) -> None:
    text = "".join(pieces).upper() if is_loud else "".join(pieces)
    _, words = without_words(text, LISTS.format_words)
    assert may_end_in_words(text, LISTS.format_endings) or not words


def test_most_titles_need_no_second_look() -> None:
    for title in ("Valot", "Seitsemän veljestä", "E-kirjan historia", "Kotona (1984)", ""):
        assert not may_end_in_words(title, LISTS.format_endings)
