from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from transforms.match.decision import Compared
from transforms.match.features import features_of
from transforms.match.folding import fold
from transforms.match.keys import isbn13, keys_of
from transforms.match.policy import MatchPolicy, load_match_policy
from transforms.record import Field, Record

Side = Callable[..., Compared]
WORDS = st.text(alphabet="abdeghijklmnoprstuvyäöåÄÖÅé ", min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("978-952-7999-12-7", "9789527999127"),
        ("9789527999127", "9789527999127"),
        ("978 952 7999 12 7", "9789527999127"),
        ("ISBN 978-952-7999-12-7 (EPUB)", "9789527999127"),
        ("1-7999-0062-2", "9781799900627"),
        ("155404295X", "9781554042951"),
        ("155404295x", "9781554042951"),
        ("978-952-7999-12-8", ""),  # wrong check digit
        ("1799900623", ""),  # the same in ten digits
        ("", ""),
        ("ei ISBN:ää", ""),
    ],
)
def test_only_a_valid_isbn_is_a_key_and_in_one_form(text: str, number: str) -> None:
    assert isbn13(text) == number


def test_keys_are_of_020_a_only_and_each_once() -> None:
    record = Record.of(
        Field.data("020", "  ", "a", "978-952-7999-12-7", "q", "EPUB"),
        Field.data("020", "  ", "a", "9789527999127", "q", "PDF"),
        Field.data("020", "  ", "z", "978-1-7999-0062-7"),
        Field.data("776", "08", "z", "978-1-7999-0063-4"),
    )
    assert keys_of(record, "ebook") == [("isbn", "9789527999127")]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Älä", "älä"),
        ("e-kirja", "ekirja"),
        ("Maa ja taivas", "Maa & taivas"),
        ("Eld och is", "Eld & is"),
        ("Café Müller", "cafe muller"),
        ("Beaivváš čuohká gaba", "beaivvas cuohka gaba"),
        ("Saaren valot :", "saaren   valot"),
    ],
)
def test_fold_makes_equal(left: str, right: str) -> None:
    assert fold(left) == fold(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Säde", "Sade"),
        ("Näin", "Nain"),
        ("Häme", "Hame"),
        ("Älä", "A la"),
        ("Måne", "Mane"),
        ("Ø", "O"),
        ("Æ", "Ä"),
    ],
)
def test_fold_keeps_letters_apart(left: str, right: str) -> None:
    assert fold(left) != fold(right)


@settings(max_examples=50, deadline=None)
@given(WORDS)
def test_decomposed_and_composed_text_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@settings(max_examples=50, deadline=None)
@given(WORDS)
def test_dots_and_rings_are_never_lost(text: str) -> None:
    plain = text.translate(str.maketrans("äöåÄÖÅ", "aoaAOA"))
    assume(plain != text)
    assert fold(plain) != fold(text)


@settings(max_examples=50, deadline=None)
@given(WORDS)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("title", "n", "volume"),
    [
        ("Sarja", "Osa 2", "2"),
        ("Sarja", "II", "2"),
        ("Sarja", "I", "1"),
        ("Sarja", "XIV", "14"),
        ("Sarja", "02", "2"),
        ("Sarja osa 2", "", "2"),
        ("Sarja. Osa II", "", "2"),
        ("Serien del 3", "", "3"),
        ("Sarja 2", "", "2"),
        ("Sarja II", "", "2"),
        ("Almanakka 2025", "", ""),  # a year is no volume
        ("Tietokone vol 2025", "", ""),
        ("Malcolm X", "", ""),  # one Roman letter is a word
        ("Tuntematon sotilas", "", ""),
        ("Kolme iloista rosvoa", "", ""),
    ],
)
def test_volume_of_a_title(side: Side, title: str, n: str, volume: str) -> None:
    assert side(title, n=n).features.volume == volume


def test_volume_stands_at_the_end_of_the_main_title_though_a_subtitle_follows(side: Side) -> None:
    assert side("Sarja 2 :", rest="romaani").features.volume == "2"


def test_number_of_a_series_is_no_volume_of_the_title(side: Side) -> None:
    features = side("Valot", series=("Mallisarja ;", "nro 5")).features
    assert (features.volume, features.series) == ("", (("mallisarja", "5"),))


def test_format_words_are_not_part_of_a_title(side: Side) -> None:
    assert side("Saaren valot (e-kirja)").features.title == side("Saaren valot").features.title


def test_languages_are_of_041_and_else_of_008(policy: MatchPolicy) -> None:
    of_008 = Record.of(Field("008", "261101s2024    fi |||||o|||||||||||swe||"))
    of_041 = of_008.add(Field.data("041", "0 ", "a", "smi", "a", "sme", "d", "fin", "h", "eng"))
    assert features_of(of_008, "ebook", policy).languages == {"swe"}
    assert features_of(of_041, "ebook", policy).languages == {"smi", "sme", "fin"}


def test_policy_with_an_unknown_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "match.yml").write_text('version: "m1"\nfloor: 1\n')
    with pytest.raises(ValueError, match="floor"):
        load_match_policy(tmp_path)
