from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from tests.transforms.match.making import book, compared
from transforms.match.blocking import shared_keys_of
from transforms.match.clusters import MUST_LINK, Clusters, cluster
from transforms.match.decision import SURE, Compared, tier_of_pair
from transforms.match.features import Features
from transforms.match.links import Links
from transforms.match.policy import MatchPolicy
from transforms.match.title_vetoes import OF_SCORE
from transforms.match.vetoes import vetoes
from transforms.record import Field, Record

Side = Callable[..., Compared]
A, B = "9789527999127", "9789527999257"

SIDES = st.builds(
    lambda numbers, title, volume, media: Compared(
        frozenset(("isbn", number) for number in numbers),
        Features(title=title, languages=frozenset({"fin"}), volume=volume, media=media, main=title, script="latin"),
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
                sure = tier_of_pair(sides[left], sides[right]) in SURE
                a, b = sides[left].features, sides[right].features
                against = {veto.reason for veto in vetoes(a, b, policy, sure=sure)} - OF_SCORE
                assert left == right or not against


def test_records_that_share_a_number_are_one_group(side: Side, policy: MatchPolicy) -> None:
    found = cluster({7: side("Valot"), 3: side("Valot"), 5: side("Muu", isbn=B)}, policy)
    assert found.groups == ((3, 7), (5,))
    assert found.refused == ()


def test_two_numbers_join_through_a_record_that_has_both(side: Side, policy: MatchPolicy) -> None:
    both = side("Valot", isbn=A)
    both = structs.replace(both, keys=both.keys | side("Valot", isbn=B).keys)
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
    assert refused.by == (1, 3), "it is told who stands in the way"


def test_a_group_that_grows_too_large_is_refused_with_a_reason(side: Side, policy: MatchPolicy) -> None:
    found = cluster({each: side("Valot") for each in range(4)}, replace(policy, caps=policy.caps._replace(members=3)))
    assert found.groups == ((0, 1, 2), (3,))
    assert {each.vetoes[0].reason for each in found.refused} == {"too-many"}


def test_a_number_on_very_many_records_joins_nothing_and_is_reported_once(side: Side, policy: MatchPolicy) -> None:
    found = cluster({each: side("Valot") for each in range(4)}, replace(policy, caps=policy.caps._replace(holders=3)))
    assert found.groups == ((0,), (1,), (2,), (3,))
    assert [each for each in found.refused if each.vetoes] == [
        (0, 1, ("isbn", A), (("isbn", "poor-key", A, "4"),), None)
    ]
    assert {each.key for each in found.refused if not each.vetoes} == {("score", "1.00")}, "titles alone are no proof"


def test_nothing_gives_nothing(policy: MatchPolicy) -> None:
    assert cluster({}, policy) == Clusters((), ())


PAIRS = st.tuples(st.integers(0, 7), st.integers(0, 7)).map(sorted).map(tuple).filter(lambda pair: pair[0] != pair[1])
SAID = st.dictionaries(PAIRS, st.sampled_from(["same", "different"]), max_size=6)
Said = dict[tuple[int, int], str]


def links(said: Said) -> Links:
    by_verdict = {verdict: frozenset(each for each in said if said[each] == verdict) for verdict in said.values()}
    return Links(by_verdict.get("same", frozenset()), by_verdict.get("different", frozenset()))


def group_of(found: Clusters, each: int) -> tuple[int, ...]:
    return next(group for group in found.groups if each in group)


@settings(max_examples=100, deadline=None)
@given(st.lists(SIDES, min_size=8, max_size=8), SAID, st.randoms())
def test_with_decisions_the_order_of_arrival_does_not_matter_either(
    policy: MatchPolicy, sides: list[Compared], said: Said, random: object
) -> None:
    records, shuffled = dict(enumerate(sides)), list(said.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    arrived = dict(reversed(records.items()))
    assert cluster(arrived, policy, links(dict(shuffled))) == cluster(records, policy, links(said))


@settings(max_examples=100, deadline=None)
@given(st.lists(SIDES, min_size=8, max_size=8), SAID)
def test_what_a_person_parted_is_never_together(policy: MatchPolicy, sides: list[Compared], said: Said) -> None:
    found = cluster(dict(enumerate(sides)), policy, links(said))
    assert sorted(each for group in found.groups for each in group) == list(range(8))
    assert not [
        pair for pair, verdict in said.items() if verdict == "different" and pair[1] in group_of(found, pair[0])
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(SIDES, min_size=8, max_size=8), SAID)
def test_what_a_person_joined_is_together_or_told(policy: MatchPolicy, sides: list[Compared], said: Said) -> None:
    """It is refused only for what a person said himself, never for a veto."""
    found = cluster(dict(enumerate(sides)), policy, links(said))
    told = {(each.left, each.right): each.vetoes for each in found.refused if each.key == MUST_LINK}
    for pair in (each for each, verdict in said.items() if verdict == "same"):
        assert (pair[1] in group_of(found, pair[0])) != (pair in told)
    assert all(veto.reason == "cannot-link" for vetoes in told.values() for veto in vetoes)
    assert not told or "different" in said.values()


def test_a_joined_pair_needs_no_key_and_heeds_no_veto(side: Side, policy: MatchPolicy) -> None:
    """Case 37: must_link against a volume veto."""
    two = {1: side("Sarja", n="1"), 2: side("Kissan kosto", n="2", isbn=B, media="eaudiobook")}
    assert cluster(two, policy).groups == ((1,), (2,))
    assert cluster(two, policy, Links(frozenset({(1, 2)}))) == Clusters(((1, 2),), ())


def test_a_parted_pair_is_apart_though_the_number_is_equal(side: Side, policy: MatchPolicy) -> None:
    """Case 37: cannot_link against an equal ISBN."""
    parted = Links(different=frozenset({(1, 2)}), names={1: "beta:b1", 2: "gamma:g1"})
    found = cluster({1: side("Valot"), 2: side("Valot")}, policy, parted)
    assert found.groups == ((1,), (2,))
    assert found.refused[0].vetoes == (("person", "cannot-link", "beta:b1", "gamma:g1"),)


def test_a_parted_pair_does_not_meet_through_a_third(side: Side, policy: MatchPolicy) -> None:
    found = cluster({each: side("Valot") for each in (1, 2, 3)}, policy, Links(different=frozenset({(1, 3)})))
    assert found.groups == ((1, 2), (3,))
    assert [(each.left, each.right) for each in found.refused] == [(1, 3), (2, 3)]


def test_joins_that_contradict_each_other_go_as_far_as_they_go(side: Side, policy: MatchPolicy) -> None:
    apart = {1: side("A", isbn=A), 2: side("B", isbn=B), 3: side("C", isbn="9781799900627")}
    found = cluster(apart, policy, Links(frozenset({(1, 2), (2, 3)}), frozenset({(1, 3)})))
    assert found.groups == ((1, 2), (3,))
    assert [each[:3] for each in found.refused] == [(2, 3, MUST_LINK)]


def test_a_decision_about_a_record_that_is_gone_joins_nothing(side: Side, policy: MatchPolicy) -> None:
    gone = Links(frozenset({(1, 2)}), frozenset({(1, 3)}))
    assert cluster({1: side("Valot")}, policy, gone) == Clusters(((1,),), ())


def test_a_joined_group_may_be_larger_than_one_that_is_found(side: Side, policy: MatchPolicy) -> None:
    four = {each: side("Valot") for each in range(4)}
    joined = Links(frozenset({(0, 1), (1, 2), (2, 3)}))
    assert cluster(four, replace(policy, caps=policy.caps._replace(members=2)), joined).groups == ((0, 1, 2, 3),)


# Records as vendors send them: with or without numbers, alike or not, so that every tier has its say.
BOOKS = st.builds(
    lambda isbn, printed, title, name, year, pages, vendor: (
        book(title, *printed, isbn=isbn, name=name, year=year, pages=pages),
        vendor,
    ),
    st.sampled_from(["", "", A, B]),
    st.sampled_from([(), (Field.data("776", "08", "z", "9781799900627"),)]),
    st.sampled_from(["Saaren valot", "Saaren valot 2", "Saaren valot : romaani", "Saaren yö", "Runot"]),
    st.sampled_from(["Malli, Matti", "Malli, M.", "Otos, Olli", ""]),
    st.sampled_from(["2020", "2021", ""]),
    st.sampled_from([200, 204, 300]),
    st.sampled_from(["beta", "gamma", "delta"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(BOOKS, max_size=9), st.randoms())
def test_records_of_every_tier_are_grouped_alike_in_any_order(
    policy: MatchPolicy, books: list[tuple[Record, str]], random: object
) -> None:
    records = {id: compared(record, policy, vendor=vendor) for id, (record, vendor) in enumerate(books)}
    shuffled = list(records.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    found = cluster(records, policy)
    assert cluster(dict(shuffled), policy) == found
    assert sorted(each for group in found.groups for each in group) == list(records)


@settings(max_examples=60, deadline=None)
@given(st.lists(BOOKS, max_size=9))
def test_what_hangs_together_is_grouped_by_itself_as_it_is_in_the_whole(
    policy: MatchPolicy, books: list[tuple[Record, str]]
) -> None:
    """Component by component, by the keys that records share: a night may look at what changed only."""
    records = {id: compared(record, policy, vendor=vendor) for id, (record, vendor) in enumerate(books)}
    whole = cluster(records, policy)
    parts = [cluster({id: records[id] for id in part}, policy) for part in components(records)]
    assert sorted(group for part in parts for group in part.groups) == list(whole.groups)
    assert sorted(each for part in parts for each in part.refused) == sorted(whole.refused)
    assert sorted(each for part in parts for each in part.edges) == sorted(whole.edges)


def components(records: dict[int, Compared]) -> list[set[int]]:
    """Records that hang together by any key."""
    parts: list[set[int]] = []
    blocks = shared_keys_of({id: each.keys for id, each in records.items()})
    for _, _, ids in map(blocks.block, range(len(blocks.values))):
        near = [part for part in parts if part & set(ids)]
        parts = [part for part in parts if part not in near] + [set(ids).union(*near)]
    return parts + [{id} for id in records if not any(id in part for part in parts)]


def test_records_without_a_number_in_common_join_when_all_else_agrees(policy: MatchPolicy) -> None:
    found = cluster({1: compared(book(isbn=A), policy), 2: compared(book(name="Malli, M."), policy)}, policy)
    assert found.groups == ((1, 2),)
    assert [(each.tier, each.decision) for each in found.edges] == [("K4", "match")]


def test_records_that_are_only_alike_are_a_case_for_a_person(policy: MatchPolicy) -> None:
    found = cluster({1: compared(book(), policy), 2: compared(book(year="2010", pages=210), policy)}, policy)
    assert found.groups == ((1,), (2,))
    (refused,) = found.refused
    assert refused == (1, 2, ("score", "0.87"), (), None)


def test_two_records_of_one_vendor_do_not_meet_by_score_alone(policy: MatchPolicy) -> None:
    sides = {id: compared(book(isbn=isbn), policy, vendor="beta") for id, isbn in ((1, A), (2, B))}
    found = cluster(sides, policy)
    assert found.groups == ((1,), (2,))
    assert [veto.reason for veto in found.refused[0].vetoes] == ["one-vendor"]


def test_two_records_of_one_vendor_do_not_meet_through_a_third(policy: MatchPolicy) -> None:
    both = Field.data("020", "  ", "a", B)
    sides = {
        1: compared(book(isbn=A), policy, vendor="beta"),
        2: compared(book("Saaren valot", both, isbn=A), policy, vendor="gamma"),
        3: compared(book(isbn=B), policy, vendor="beta"),
    }
    found = cluster(sides, policy)
    assert found.groups == ((1, 2), (3,))
    assert {(each.left, each.right) for each in found.refused} == {(1, 3), (2, 3)}


def test_a_vendor_may_send_a_title_anew_under_another_id(policy: MatchPolicy) -> None:
    sides = {id: compared(book(isbn=A), policy, vendor="beta") for id in (1, 2)}
    assert cluster(sides, policy).groups == ((1, 2),)
