from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.match.clusters import cluster
from transforms.match.decision import Compared, vetoes
from transforms.match.keys import Features
from transforms.match.policy import MatchPolicy

Side = Callable[..., Compared]
A, B = "9789527999127", "9789527999257"

SIDES = st.builds(
    lambda numbers, title, volume, media: Compared(
        frozenset(("isbn", number) for number in numbers),
        Features(title, frozenset({"fin"}), volume, (), media),
    ),
    st.sets(st.sampled_from("12345"), max_size=2),
    st.sampled_from(["saaren valot", "valot", "kissan kosto"]),
    st.sampled_from(["", "", "1", "2"]),
    st.sampled_from(["ebook", "ebook", "eaudiobook"]),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(SIDES, max_size=12), st.randoms())
def test_order_of_arrival_does_not_matter(policy: MatchPolicy, sides: list[Compared], random: object) -> None:
    records = dict(enumerate(sides))
    shuffled = list(records.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert cluster(dict(shuffled), policy) == cluster(records, policy)


@settings(max_examples=50, deadline=None)
@given(st.lists(SIDES, max_size=12))
def test_every_record_is_in_one_group_and_no_group_holds_a_vetoed_pair(
    policy: MatchPolicy, sides: list[Compared]
) -> None:
    found = cluster(dict(enumerate(sides)), policy)
    assert sorted(each for group in found.groups for each in group) == list(range(len(sides)))
    for group in found.groups:
        for left in group:
            for right in group:
                assert left == right or not vetoes(sides[left].features, sides[right].features, policy)


def test_records_that_share_a_number_are_one_group(side: Side, policy: MatchPolicy) -> None:
    found = cluster({7: side("Valot"), 3: side("Valot"), 5: side("Muu", isbn=B)}, policy)
    assert found.groups == ((3, 7), (5,))
    assert found.refused == ()


def test_two_numbers_join_through_a_record_that_has_both(side: Side, policy: MatchPolicy) -> None:
    both = side("Valot", isbn=A)
    both = both._replace(keys=both.keys | side("Valot", isbn=B).keys)
    assert cluster({1: side("Valot", isbn=A), 2: side("Valot", isbn=B), 3: both}, policy).groups == ((1, 2, 3),)


def test_a_veto_through_a_chain_refuses_the_union(side: Side, policy: MatchPolicy) -> None:
    """Case 36: A–B by one number, B–C by another, but A and C are two volumes."""
    first, last = side("Sarja", n="1", isbn=A), side("Sarja", n="2", isbn=B)
    bridge = Compared(first.keys | last.keys, side("Sarja").features)
    found = cluster({1: first, 2: bridge, 3: last}, policy)
    assert found.groups == ((1, 2), (3,))
    (refused,) = found.refused
    assert (refused.left, refused.right, refused.key) == (2, 3, ("isbn", B))
    assert [each.reason for each in refused.vetoes] == ["volume"]


def test_a_group_that_grows_too_large_is_refused_with_a_reason(side: Side, policy: MatchPolicy) -> None:
    found = cluster({each: side("Valot") for each in range(4)}, replace(policy, max_members=3))
    assert found.groups == ((0, 1, 2), (3,))
    assert {each.vetoes[0].reason for each in found.refused} == {"too-many"}


def test_a_number_on_very_many_records_joins_nothing_and_is_reported_once(side: Side, policy: MatchPolicy) -> None:
    found = cluster({each: side("Valot") for each in range(4)}, replace(policy, max_holders=3))
    assert found.groups == ((0,), (1,), (2,), (3,))
    (refused,) = found.refused
    assert refused.vetoes == (("isbn", "poor-key", A, "4"),)


def test_nothing_gives_nothing(policy: MatchPolicy) -> None:
    assert cluster({}, policy) == ((), ())
