from __future__ import annotations

import pytest

from transforms.merge.unite import united
from transforms.record import Field


def name(*parts: str) -> Field:
    return Field.data("700", "1 ", *parts)


@pytest.mark.parametrize(
    ("kept", "other", "expected"),
    [
        pytest.param(
            ("a", "Malli, Matti"),
            ("a", "Malli, Matti,", "e", "lukija.", "4", "nrt"),
            ("a", "Malli, Matti,", "e", "lukija.", "4", "nrt"),
            id="first role",
        ),
        pytest.param(
            ("a", "Malli, Matti,", "e", "lukija.", "4", "nrt"),
            ("a", "Malli, Matti,", "e", "narrator.", "4", "nrt"),
            ("a", "Malli, Matti,", "e", "lukija.", "4", "nrt"),
            id="same code in another language",
        ),
        pytest.param(
            ("a", "Malli, Matti,", "e", "lukija.", "4", "nrt"),
            ("a", "Malli, Matti", "e", "lukija"),
            ("a", "Malli, Matti,", "e", "lukija.", "4", "nrt"),
            id="same term without code",
        ),
        pytest.param(
            ("6", "880-01", "a", "Malli, Matti.", "0", "(FI-ASTERI-N)1"),
            ("a", "Malli, Matti,", "e", "lukija."),
            ("6", "880-01", "a", "Malli, Matti,", "e", "lukija.", "0", "(FI-ASTERI-N)1"),
            id="full stop goes, linking subfields stay at their ends",
        ),
        pytest.param(
            ("a", "Malli, M. A.", "d", "1950-"),
            ("a", "Malli, M. A.", "4", "nrt"),
            ("a", "Malli, M. A.", "d", "1950-", "4", "nrt"),
            id="a code without a term changes no punctuation",
        ),
        pytest.param(
            ("a", "Malli, M."),
            ("a", "Malli, M.,", "e", "lukija."),
            ("a", "Malli, M.,", "e", "lukija."),
            id="an initial keeps its full stop",
        ),
    ],
)
def test_roles_of_a_name(kept: tuple[str, ...], other: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert united(name(*kept), name(*other)) == name(*expected)


def test_formats_of_an_isbn_stand_once_each() -> None:
    kept, other = (Field.data("020", "  ", "a", "1", "q", "EPUB", "q", each) for each in ("PDF", "MP3"))
    assert united(kept, other).all("q") == ["EPUB", "PDF", "MP3"]
    assert united(kept, kept) == kept


def test_other_fields_stay_as_they_are() -> None:
    kept, other = Field.data("650", " 7", "a", "x"), Field.data("650", " 7", "a", "x", "e", "y")
    assert united(kept, other) == kept
