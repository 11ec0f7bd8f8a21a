"""What a value became that no fixer tells of."""

from __future__ import annotations

import unicodedata

import pytest
from feeds import book
from hypothesis import given
from hypothesis import strategies as st
from shelf import issue

from metadata.feedback.remedies import value_now, with_remedies
from transforms.record import Field

RECORD = book("k1").put(
    Field.data("245", "10", "a", "Ylpeys & ennakkoluulo /", "c", "Jane Austen."),
    Field.data("700", "1 ", "a", "Härkönen, Anna-Leena,", "e", "kääntäjä."),
    Field.data("700", "1 ", "a", "Malli, Matti,", "e", "lukija."),
)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("245$a", "Ylpeys &amp; ennakkoluulo /", "Ylpeys & ennakkoluulo /"),
        ("700[1]$a", "HÃ¤rkÃ¶nen, Anna-Leena,", "Härkönen, Anna-Leena,"),  # found though the order has changed
        ("LDR/18", " ", "i"),
        ("008/23", " ", "o"),
        ("245$a", "Jokin aivan muu nimeke", ""),  # another value stands there
        ("245$a", "Ylpeys & ennakkoluulo /", ""),  # as it was
        ("520$a", "Kuvaus", ""),
        ("008/90", "x", ""),
        ("<script>", "x", ""),
        ("", "x", ""),
    ],
)
def test_value_is_found_again_in_the_record(path: str, before: str, after: str) -> None:
    assert value_now(issue(value=before, path=path), RECORD) == after


@given(st.text(st.characters(categories=["L"]), min_size=8, max_size=40))
def test_what_was_decomposed_is_found_composed(name: str) -> None:
    composed, before = unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)
    record = book("k1").put(Field.data("245", "00", "a", composed))
    found = value_now(issue(value=before, path="245$a"), record)
    assert found in (composed, "")
    assert found != before


def test_only_what_no_fixer_told_is_looked_for() -> None:
    told = issue(fixed=True, after="b", path="245$a")
    dropped = issue(fixed=True, stage="norm", path="245$a", value="Ylpeys &amp; ennakkoluulo /")
    stays = issue(path="245$a", value="Ylpeys &amp; ennakkoluulo /")
    untold = issue(fixed=True, path="245$a", value="Ylpeys &amp; ennakkoluulo /")
    found = with_remedies((told, dropped, stays, untold), RECORD.pack())
    assert found[:3] == (told, dropped, stays)
    assert found[3].after == "Ylpeys & ennakkoluulo /"
