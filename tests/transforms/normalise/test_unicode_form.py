"""The national form of letters with marks."""

from __future__ import annotations

from unicodedata import is_normalized, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.normalise.unicode_form import decomposed
from transforms.record import Field, Record

latin = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x24F, exclude_categories=("Cc",)), min_size=1)


def written(text: str) -> str:
    record = Record("00000nam a22000002i 4500", (Field.data("245", "00", "a", text),))
    return decomposed(record).value("245", "a")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Äiti ja Åke söivät", "Äiti ja Åke söivät"),
        ("René", "Rene\u0301"),
        ("Beaivváš čuohká", "Beaivva\u0301s\u030c c\u030cuohka\u0301"),
        ("Ǟ", "Ä\u0304"),
        ("Ǻ", "Å\u0301"),
        ("ø æ ß", "ø æ ß"),
        ("Чайка Й ё", "Чайка Й ё"),
        ("ガ 각", "ガ 각"),
    ],
)
def test_letters(text: str, expected: str) -> None:
    assert written(text) == expected


@given(latin)
def test_the_same_text_in_another_form_and_only_once(text: str) -> None:
    text = normalize("NFC", text)
    once = written(text)
    assert normalize("NFC", once) == text
    assert written(once) == once
    assert all(is_normalized("NFD", letter) for letter in once if letter not in "åäöÅÄÖ")


def test_a_record_without_marks_is_the_same() -> None:
    record = Record("00000nam a22000002i 4500", (Field("001", "é"), Field.data("245", "00", "a", "Äiti")))
    assert decomposed(record) is record
