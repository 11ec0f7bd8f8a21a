"""Each step of the normal forms by itself, and the laws that hold for all of them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.match.folding import (
    ROMAN,
    composed,
    finder,
    first_look,
    fold,
    in_figures,
    number_in,
    part_number,
    plain,
    script_of,
    with_one_conjunction,
    without_marks,
    without_punctuation,
    without_words,
    words_of,
    years_in,
)

WORDS = st.text(alphabet="abdeghijklmnoprstuvyäöåÄÖÅéšø -&1", min_size=1, max_size=30)
FINNISH = st.text(alphabet="aeiouyäökhlmnprstv ", min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("ÄLÄ", "älä"),
        ("ﬁlmi", "filmi"),
        ("osa ３", "osa 3"),
        ("m²", "m2"),
        ("tappa\u00adva", "tappava"),
        ("\ufeffa", "a"),
    ],
)
def test_unicode_is_composed_and_what_cannot_be_seen_is_gone(text: str, plain: str) -> None:
    assert composed(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"), [("café", "cafe"), ("müller", "muller"), ("čuohká", "cuohka"), ("åäö", "åäö"), ("øæ", "øæ")]
)
def test_marks_are_stripped_but_those_of_swedish_and_finnish_letters(text: str, plain: str) -> None:
    assert without_marks(text) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("e-kirja", "ekirja"),
        ("saaren valot :", "saaren valot"),
        ("2025-2026", "2025 2026"),
        ("l'été", "l été"),
        ("a_b", "a b"),
    ],
)
def test_punctuation_is_blank_and_a_hyphen_inside_a_word_nothing(text: str, plain: str) -> None:
    assert without_punctuation(text) == plain


def test_conjunctions_are_one_between_words_only() -> None:
    assert with_one_conjunction("maa ja taivas och and") == "maa & taivas & and"
    assert with_one_conjunction("ja kun") == "ja kun"


def test_number_words_and_roman_numerals_are_figures() -> None:
    numbers = {"viisi": "5", "sex": "6"}
    words = ["viisi", "viikkoa", "kustaa", "iii", "malcolm", "x"]
    assert in_figures(words, numbers) == ["5", "viikkoa", "kustaa", "3", "malcolm", "x"]
    assert in_figures(["vi", "ses"], {}, ("vi",)) == ["vi", "ses"], "Swedish we is no six"


def test_roman_numerals_are_those_that_are_written_right() -> None:
    assert [ROMAN[each] for each in ("i", "iv", "ix", "xiv", "xxxix")] == ["1", "4", "9", "14", "39"]
    assert "iiii" not in ROMAN and "civil" not in ROMAN


@pytest.mark.parametrize(
    ("word", "number"), [("02", "2"), ("ii", "2"), ("3a", "3a"), ("0", "0"), ("osa", ""), ("12345", "")]
)
def test_number_of_a_word(word: str, number: str) -> None:
    assert number_in(word) == number


@pytest.mark.parametrize(("text", "number"), [("osa 02", "2"), ("nro II", "2"), ("Keltainen", ""), ("", "")])
def test_number_in_a_series(text: str, number: str) -> None:
    assert part_number(text) == number


def test_years_are_of_the_centuries_of_books() -> None:
    assert years_in("borgå 1809 almanakka 2025 4711 19000") == {"1809", "2025"}


def test_words_that_say_nothing_are_left_where_nothing_else_is() -> None:
    assert without_words(["runot", "epub"], {"epub"}) == ["runot"]
    assert without_words(["epub"], {"epub"}) == ["epub"]


@pytest.mark.parametrize(
    ("text", "script"),
    [("Мастер", "cyrillic"), ("إميل", "arabic"), ("Älä", "latin"), ("a", "latin"), ("12", ""), ("", "")],
)
def test_script(text: str, script: str) -> None:
    assert script_of(text) == script


def test_a_word_with_a_star_is_found_with_any_ending() -> None:
    find = finder(("lyhenne*", "ll", "easy reader"))
    assert find.search("lyhennetty laitos") and find.search("an easy reader") and find.search("ll")
    assert not find.search("allergia") and not find.search("easy readers")


@settings(max_examples=100, deadline=None)
@given(WORDS)
def test_decomposed_and_composed_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@settings(max_examples=100, deadline=None)
@given(FINNISH, st.sampled_from(["äa", "öo"]), FINNISH)
def test_another_letter_is_another_word(before: str, pair: str, behind: str) -> None:
    text = f"{before}{pair[0]}{behind}"
    assert fold(text.replace(pair[0], pair[1])) != fold(text)


@settings(max_examples=100, deadline=None)
@given(WORDS)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(max_examples=100, deadline=None)
@given(WORDS)
def test_case_and_blanks_do_not_count(text: str) -> None:
    assert words_of(f"  {text.upper()} ") == words_of(text.lower())


def _by_steps(text: str) -> str:
    return without_punctuation(without_marks(composed(text)))


def test_the_table_of_western_letters_says_what_the_steps_say() -> None:
    for code in (*range(0xD800), *range(0xE000, 0x20000)):
        letter = chr(code)
        for text in (letter, f"Aé{letter}b", f"1{letter}-2_", f"2{letter}3"):
            assert plain(text) == _by_steps(text), f"U+{code:04X}"


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="aÉß1²9-_&' \u00ad\u2010\u0301ſ", max_size=12))
def test_text_is_folded_as_by_the_steps(text: str) -> None:
    assert plain(text) == _by_steps(text)


SOUGHT = st.lists(st.sampled_from(["ab", "ab*", "b*", "abba", "a b", "b&a*", "&", "é-a", "!", "ba*"]), min_size=1)


@settings(max_examples=300, deadline=None)
@given(SOUGHT, st.lists(st.text(alphabet="abÉ&- !", max_size=8), max_size=3))
def test_a_first_look_misses_nothing_that_a_finder_finds(words: list[str], texts: list[str]) -> None:
    found = any(finder(tuple(words)).search(fold(each)) for each in texts)
    assert first_look(words)("\n".join(texts)) or not found


def test_a_first_look_passes_over_other_words() -> None:
    may_be_in = first_look(("lyhenne*", "easy reader", "ll"))
    assert may_be_in("LYHENNETTY laitos") and may_be_in("easy\nreader") and may_be_in("ll")
    assert not may_be_in("allergia ja lyhyet readers")
