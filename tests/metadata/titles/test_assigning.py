"""Ids stick to groups: the rules of matching.md §10 one by one, and as laws."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from metadata.titles.assigning import Former, assign

LIVE = {each: Former("live", "2026-01-01", 1) for each in ("A", "B", "C")}


def kept(
    groups: list[list[int]], former: dict[int, str], bases: dict[str, int] | None = None, **known: Former
) -> dict[int, str]:
    return assign(groups, former, LIVE | known, bases or {})


def test_a_group_that_grows_or_shrinks_keeps_its_id() -> None:
    assert kept([[1, 2, 3]], {1: "A"}) == {0: "A"}
    assert kept([[1]], {1: "A", 2: "A"}) == {0: "A"}


def test_of_two_that_merge_the_longest_published_stays_however_small_it_is() -> None:
    former = {1: "A", 2: "B", 3: "B"}
    assert kept([[1, 2, 3]], former, A=Former("live", "2026-02-01", 9)) == {0: "A"}
    assert kept([[1, 2, 3]], former, A=Former("live", "2026-02-01", 1)) == {0: "B"}
    assert kept([[1, 2, 3]], former) == {0: "A"}


def test_a_live_one_goes_before_a_dead_one() -> None:
    assert kept([[1, 2]], {1: "A", 2: "B"}, A=Former("deleted", "2025-01-01", 9)) == {0: "B"}


def test_a_split_keeps_the_id_where_the_base_is_else_with_the_larger() -> None:
    former = dict.fromkeys((1, 2, 3), "A")
    assert kept([[1], [2, 3]], former, {"A": 1}) == {0: "A"}
    assert kept([[1], [2, 3]], former) == {1: "A"}
    assert kept([[1], [2]], {1: "A", 2: "A"}) == {0: "A"}


def test_a_base_that_moves_to_another_title_does_not_take_its_place() -> None:
    assert kept([[1, 2], [3]], {1: "A", 2: "B", 3: "B"}, {"B": 2}, B=Former("live", "2026-01-01", 9)) == {
        0: "A",
        1: "B",
    }


def test_most_of_a_torn_title_outweighs_a_small_whole_one() -> None:
    former = {1: "A", 2: "A", 3: "A", 4: "A", 5: "B"}
    assert kept([[1, 2, 3, 5], [4]], former, {"A": 1}) == {0: "A"}


@st.composite
def shares(draw: st.DrawFn) -> tuple[list[list[int]], dict[int, str], dict[str, int]]:
    members = list(range(draw(st.integers(1, 8))))
    places = [draw(st.integers(0, 3)) for _ in members]
    groups = [group for place in range(4) if (group := [each for each in members if places[each] == place])]
    former = {each: name for each in members if (name := draw(st.sampled_from(["", "A", "B", "C"])))}
    bases = {name: each for each, name in former.items() if draw(st.booleans())}
    return groups, former, bases


@given(shares())
def test_laws(case: tuple[list[list[int]], dict[int, str], dict[str, int]]) -> None:
    groups, former, bases = case
    found = kept(groups, former, bases)
    assert len(set(found.values())) == len(found)  # one id to one group
    for place, name in found.items():
        assert name in {former.get(each) for each in groups[place]}
    wanted = {place: {former[each] for each in group if each in former} for place, group in enumerate(groups)}
    for place, names in wanted.items():  # a group is left without an id only where others needed all that it had
        assert place in found or names <= set(found.values())
    shuffled = dict(sorted(former.items(), key=lambda pair: -pair[0]))
    assert kept(groups, shuffled, bases) == found
