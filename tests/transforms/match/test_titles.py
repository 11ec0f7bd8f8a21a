"""Titles in their forms: article, format words, subtitle, number of the part."""

from __future__ import annotations

import pytest

from transforms.match.policy import MatchPolicy
from transforms.match.titles import TitleForms, forms_of, title_forms
from transforms.record import Field, Record


def forms(policy: MatchPolicy, *parts: str, ind: str = "10", language: str = "fin") -> TitleForms:
    return forms_of(Field.data("245", ind, *parts), {language}, policy)


@pytest.mark.parametrize(
    ("title", "ind", "language", "full"),
    [
        ("The hobbit /", "14", "eng", "hobbit"),
        ("The hobbit /", "10", "eng", "hobbit"),
        ("Den allvarsamma leken", "10", "swe", "allvarsamma leken"),
        ("Den allvarsamma leken", "10", "fin", "den allvarsamma leken"),
        ("L'étranger", "12", "fre", "etranger"),
        ("L'étranger", "10", "fre", "etranger"),
        ("The", "10", "eng", "the"),
    ],
)
def test_an_initial_article_does_not_count(policy: MatchPolicy, title: str, ind: str, language: str, full: str) -> None:
    assert forms(policy, "a", title, ind=ind, language=language).full == full


@pytest.mark.parametrize("title", ["Hemsöborna (Ljudbok, MP3)", "Hemsöborna [e-bok]", "HEMSÖBORNA"])
def test_format_words_and_capitals_do_not_count(policy: MatchPolicy, title: str) -> None:
    assert forms(policy, "a", title, "h", "[elektronisk resurs]", language="swe").full == "hemsöborna"


def test_a_title_of_nothing_but_a_format_word_stays(policy: MatchPolicy) -> None:
    assert forms(policy, "a", "Äänikirja").full == "äänikirja"


@pytest.mark.parametrize(
    ("parts", "full", "volume"),
    [
        (("a", "Sarja.", "n", "Osa kolme"), "sarja", "3"),
        (("a", "Leo.", "n", "Toinen osa"), "leo", "2"),
        (("a", "Sarja.", "n", "Osa 2, nide 1"), "sarja", "2.1"),
        (("a", "Sarja.", "n", "A"), "sarja", "a"),
        (("a", "Sarja.", "n", "2025"), "sarja 2025", ""),
        (("a", "Tuhattaituri 3A"), "tuhattaituri", "3a"),
        (("a", "Tuhattaituri 3 A"), "tuhattaituri", "3a"),
        (("a", "Kuningas Henrik V"), "kuningas henrik", "5"),
        (("a", "Hytti nro 6"), "hytti", "6"),
        (("a", "Sorjonen.", "n", "Kausi 1"), "sorjonen", "1"),
        (("a", "Täällä Pohjantähden alla 1-3"), "täällä pohjantähden alla", "1-3"),
        (("a", "Maailma :", "b", "osat 1–2"), "maailma", "1-2"),
        (("a", "Vuonna 1984"), "vuonna 1984", ""),
        (("a", "1984"), "1984", ""),
        (("a", "22"), "22", ""),
        (("a", "Malcolm X"), "malcolm x", ""),
        (("a", "The king and I"), "the king & i", ""),
        (("a", "Opas 9-12-vuotiaille"), "opas 9 12vuotiaille", ""),
        (("a", "Valot :", "b", "Sarja. Osa 4"), "valot sarja", "4"),
    ],
)
def test_the_number_of_the_part_is_kept_apart(
    policy: MatchPolicy, parts: tuple[str, ...], full: str, volume: str
) -> None:
    found = forms(policy, *parts)
    assert (found.full, found.volume, found.is_range) == (full, volume, "-" in volume)


def test_number_words_are_those_of_the_language_of_the_text(policy: MatchPolicy) -> None:
    assert forms(policy, "a", "Sex och en", language="swe").full == "6 & en"
    assert forms(policy, "a", "Sex and the city", language="eng").full == "sex & the city"


def test_number_words_of_a_part_may_be_those_of_the_cataloguing(policy: MatchPolicy) -> None:
    assert forms(policy, "a", "Bron.", "n", "Kolmas kausi", language="swe").volume == "3"
    assert forms(policy, "a", "Bron.", "n", "Säsong 3", language="swe").volume == "3"


@pytest.mark.parametrize("language", ["swe", "und", "mul"])
def test_vi_is_a_word_in_what_may_be_swedish(policy: MatchPolicy, language: str) -> None:
    assert forms(policy, "a", "När vi går", language=language).full == "när vi går"
    assert forms(policy, "a", "Louis VI", language="eng").full == "louis"


def test_a_subtitle_in_a_is_a_subtitle(policy: MatchPolicy) -> None:
    one, other = forms(policy, "a", "Borgå 1809: ceremoni"), forms(policy, "a", "Borgå 1809 :", "b", "ceremoni")
    assert one == other
    assert (one.main, one.has_rest) == ("borgå 1809", True)


def test_a_record_without_a_title_has_empty_forms(policy: MatchPolicy) -> None:
    assert title_forms(Record.of(), {"fin"}, policy) == TitleForms()
