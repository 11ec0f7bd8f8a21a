"""Names of persons as text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.personal_names import split_names, spoken

word = st.text(alphabet="abcdefåäöABCÅÄÖé'-", min_size=2, max_size=12)
inverted = st.builds("{}, {}".format, word, word)
joints = st.sampled_from([" ja ", " och ", " & ", "; ", " / ", "/", " and "])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Marx, Karl ja Engels, Friedrich", ["Marx, Karl", "Engels, Friedrich"]),
        ("Malli, Matti; Otos, Olli; Näyte, Sanna", ["Malli, Matti", "Otos, Olli", "Näyte, Sanna"]),
        ("Malli, Matti/Otos, Olli", ["Malli, Matti", "Otos, Olli"]),
        ("Matti  Malli  och Olli Otos", ["Matti Malli", "Olli Otos"]),
        ("Jacob ja Wilhelm Grimm", []),
        ("Simon & Garfunkel", []),
        ("Malli, Matti ja Olli Otos", []),
        ("Aino ja Eino ja Veikko Malli", []),
        ("Jaakko Malli", []),
        ("Malli, Anja", []),
        ("Malli&Otos, Oy", []),
        ("; / ja", []),
    ],
)
def test_names_are_split_where_that_is_certain(text: str, names: list[str]) -> None:
    assert split_names(text) == names


@given(st.lists(inverted, min_size=2, max_size=4), joints)
def test_joined_inverted_names_come_apart_again(names: list[str], joint: str) -> None:
    assert split_names(joint.join(names)) == names


@given(inverted)
def test_one_name_is_never_split(name: str) -> None:
    assert split_names(name) == []
    assert spoken(name).split() == [*name.partition(", ")[2].split(), *name.partition(", ")[0].split()]


@pytest.mark.parametrize("text", [" " * 200_000 + "ja", " ja " * 50_000, ", " * 100_000 + ";", "a;" * 100_000])
def test_hostile_text_takes_no_time(text: str) -> None:
    start = time.process_time()
    split_names(text)
    assert time.process_time() - start < 1
