"""Which pairs are compared: each once, within limits, and by nothing but the blocks of its two records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.match.blocking import COMPARED, Block, Blocks, blocks_of, shared_keys_of
from transforms.match.candidates import ALIKE, SURE, Candidates, candidates
from transforms.match.features import Features
from transforms.match.links import Pair
from transforms.match.policy import MatchPolicy

Holders = Mapping[str, Mapping[str, Sequence[int]]]
UNDATED = Features(title="best of")


def pairs(found: Candidates) -> list[Pair]:
    return [pair for lot in found.lots for pair in lot.ends]


def held(blocks: Blocks) -> Holders:
    found: dict[str, dict[str, list[int]]] = {}
    for kind, value, ids in map(blocks.block, range(len(blocks.values))):
        found.setdefault(kind, {})[str(value)] = list(ids)
    return found


def find(policy: MatchPolicy, holders: Holders, features: dict[int, Features] | None = None, **caps: int) -> Candidates:
    limits = replace(policy, caps=policy.caps._replace(**caps))
    blocks = [Block(kind, value, ids) for kind, found in holders.items() for value, ids in found.items()]
    return candidates(Blocks.of(blocks), lambda id: (features or {}).get(id, UNDATED), limits)


def test_a_key_of_one_record_is_no_block() -> None:
    assert held(blocks_of({"title": (["a", "b", "a", "a"], [2, 1, 1, 3])})) == {"title": {"a": [1, 2, 3]}}


def test_numbers_stand_for_values_as_well() -> None:
    found = blocks_of({"title": (np.array([7, 9, 7]), np.array([5, 0, 3])), "isbn": (["x", "x"], [1, 0])})
    assert held(found) == {"isbn": {"x": [0, 1]}, "title": {"7": [3, 5]}}


@given(st.dictionaries(st.integers(0, 9), st.sets(st.tuples(st.sampled_from(COMPARED), st.text("ab", max_size=1)))))
def test_blocks_are_the_keys_that_two_records_have(keys: dict[int, set[tuple[str, str]]]) -> None:
    found: dict[tuple[str, str], set[int]] = {}
    for id, theirs in keys.items():
        for kind, value in theirs:
            found.setdefault((kind, value), set()).add(id)
    for (kind, value), ids in found.items():
        if kind == "print":
            ids |= found.get(("isbn", value), set())
    shared = {key: sorted(ids) for key, ids in found.items() if len(ids) > 1}
    assert {
        (kind, value): ids for kind, by_value in held(shared_keys_of(keys)).items() for value, ids in by_value.items()
    } == shared


def test_a_print_isbn_meets_the_record_that_has_it_as_its_own() -> None:
    keys = {1: [("print", "9")], 2: [("isbn", "9")], 3: [("isbn", "8")], 4: [("isbn", "8")]}
    shared = held(shared_keys_of(keys))
    assert (shared["print"], shared["isbn"]) == ({"9": [1, 2]}, {"8": [3, 4]})


def test_a_pair_is_compared_once_whichever_keys_find_it(policy: MatchPolicy) -> None:
    found = find(policy, {"isbn": {"9": [1, 2]}, "title": {"valot": [1, 2, 3]}, "series": {"sarja": [2, 3]}})
    (lot,) = found.lots
    assert dict(zip(lot.ends, lot.means.tolist(), strict=True)) == {(1, 2): SURE, (1, 3): ALIKE, (2, 3): ALIKE}


def test_a_large_block_is_divided_by_year_and_then_by_the_third_word(policy: MatchPolicy) -> None:
    features = {
        id: Features(title=f"best hits {word}", years=(year,))
        for id, (year, word) in enumerate(
            [(2020, "abba"), (2020, "abba"), (2021, "abba"), (2020, "cher"), (2021, "cher")]
        )
    }
    by_year = find(policy, {"title": {"best of": list(features)}}, features, block=4)
    assert sorted(pairs(by_year)) == [(0, 1), (0, 3), (1, 3), (2, 4)]
    by_word = find(policy, {"title": {"best of": list(features)}}, features, block=2)
    assert sorted(pairs(by_word)) == [(0, 1), (2, 4)]


def test_a_record_of_two_years_is_in_the_parts_of_both(policy: MatchPolicy) -> None:
    features = {1: Features(years=(1984, 2020)), 2: Features(years=(1984,)), 3: Features(years=(2020,))}
    assert sorted(pairs(find(policy, {"title": {"t": [1, 2, 3]}}, features, block=2))) == [(1, 2), (1, 3)]


def test_5000_best_of_various_are_left_out_and_told(policy: MatchPolicy) -> None:
    """Case 39: nothing divides them, and comparing them would take 12 million comparisons."""
    found = find(policy, {"title": {"best of|eng|album": range(5000)}})
    assert pairs(found) == []
    assert found.capped == (("title", "best of|eng|album", 5000),)


def test_a_record_with_too_many_partners_meets_those_of_identifiers_and_of_small_blocks(policy: MatchPolicy) -> None:
    holders: Holders = {"isbn": {"9": [1, 9]}, "title": {"t": [1, 2, 3, 4, 5, 6]}, "series": {"s": [1, 7]}}
    found = find(policy, holders, comparisons=3)
    assert {pair for pair in pairs(found) if 1 in pair} == {(1, 9), (1, 2), (1, 3)}
    assert found.cut == {1, 2, 3, 4, 5, 6}


BLOCKS = st.dictionaries(
    st.sampled_from(["isbn", "print", "name-title", "title", "series"]),
    st.dictionaries(
        st.text("ab", max_size=2), st.sets(st.integers(0, 15), min_size=2, max_size=8).map(sorted), max_size=4
    ),
)


@settings(max_examples=200, deadline=None)
@given(BLOCKS, st.integers(1, 6))
def test_no_record_is_compared_more_often_than_it_may_be(policy: MatchPolicy, holders: Holders, most: int) -> None:
    found = pairs(find(policy, holders, comparisons=most))
    assert len(found) == len(set(found))
    for id in range(16):
        assert sum(id in pair for pair in found) <= most


@settings(max_examples=200, deadline=None)
@given(BLOCKS, st.integers(1, 6), st.integers(0, 15))
def test_what_is_compared_with_a_record_depends_on_the_blocks_around_it_only(
    policy: MatchPolicy, holders: Holders, most: int, id: int
) -> None:
    """Taking away blocks of strangers changes nothing for a record and its partners."""
    whole = {pair for pair in pairs(find(policy, holders, comparisons=most)) if id in pair}
    near = {id} | {other for blocks in holders.values() for ids in blocks.values() if id in ids for other in ids}
    part = {kind: {value: ids for value, ids in blocks.items() if near & set(ids)} for kind, blocks in holders.items()}
    assert {pair for pair in pairs(find(policy, part, comparisons=most)) if id in pair} == whole


@pytest.mark.parametrize("empty", [{}, {"title": {}}])
def test_nothing_gives_nothing(policy: MatchPolicy, empty: Holders) -> None:
    assert pairs(find(policy, empty)) == []
