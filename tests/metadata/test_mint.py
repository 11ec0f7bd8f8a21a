"""Title ids: unique, in order of time, and every misread character is noticed."""

from __future__ import annotations

import time
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata.mint import ALPHABET, LENGTH, encode, mint_title_id, normalise_id

UUIDS = st.integers(0, 2**128 - 1).map(lambda number: UUID(int=number))
LOOKS_LIKE = {"0": "Oo", "1": "IiLl", "V": "Uu"}


@given(UUIDS)
@settings(max_examples=50, deadline=None)
def test_an_id_is_27_characters_that_read_back(uuid: UUID) -> None:
    made = encode(uuid)
    assert len(made) == LENGTH
    assert set(made) <= set(ALPHABET)
    assert normalise_id(made) == made


@given(UUIDS, st.integers(0, LENGTH - 1))
@settings(max_examples=50, deadline=None)
def test_every_single_wrong_character_is_noticed(uuid: UUID, place: int) -> None:
    made = encode(uuid)
    for wrong in set(ALPHABET) - {made[place]}:
        assert normalise_id(made[:place] + wrong + made[place + 1 :]) == ""


@given(UUIDS, st.data())
@settings(max_examples=50, deadline=None)
def test_an_id_may_be_typed_as_it_is_read(uuid: UUID, data: st.DataObject) -> None:
    made = encode(uuid)
    typed = "".join(data.draw(st.sampled_from([each, each.lower(), *LOOKS_LIKE.get(each, "")])) for each in made)
    assert normalise_id(f" {typed[:9]}-{typed[9:18]} {typed[18:]}") == made


@given(UUIDS, UUIDS)
@settings(max_examples=50, deadline=None)
def test_ids_sort_as_their_uuids(left: UUID, right: UUID) -> None:
    assert (left < right) == (encode(left)[:-1] < encode(right)[:-1])


def test_ids_are_uuid_7_in_order_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = []
    for millis in (1_700_000_000_000, 1_700_000_000_001, 1_800_000_000_000):
        monkeypatch.setattr(time, "time_ns", lambda millis=millis: millis * 1_000_000)
        ids.append(mint_title_id())
        number = 0
        for each in ids[-1][:-1]:
            number = number * 32 + ALPHABET.index(each)
        assert (UUID(int=number).version, UUID(int=number).variant) == (7, "specified in RFC 4122")
        assert number >> 80 == millis
    assert sorted(ids) == ids


def test_ids_of_one_moment_differ() -> None:
    assert len({mint_title_id() for _ in range(1000)}) == 1000


@pytest.mark.parametrize("text", ["", "0" * 26, "0" * 28, "é" * 27, "../../etc/passwd", "1;DROP TABLE title"])
def test_what_cannot_be_an_id_is_none(text: str) -> None:
    assert normalise_id(text) == ""
