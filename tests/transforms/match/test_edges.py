"""Edges among candidates, the best of each record; identifiers that prove nothing."""

from __future__ import annotations

from dataclasses import replace

from tests.transforms.match.making import book, compared
from transforms.match.blocking import shared_keys_of
from transforms.match.candidates import candidates
from transforms.match.decision import Compared
from transforms.match.edges import Edge, Known, edges_of, poor_keys
from transforms.match.policy import MatchPolicy

ISBN, OTHER, THIRD = "9789527999127", "9781799900627", "9789527999257"
UNLIKE = ["Aamun sää", "Kissan kosto", "Verotuksen perusteet", "Hiihto", "Puutyöt ja muuta"]


def edges(policy: MatchPolicy, *sides: Compared) -> list[Edge]:
    records = dict(enumerate(sides))
    blocks = shared_keys_of({id: each.keys for id, each in records.items()})
    poor = {each.key for each in poor_keys(blocks, lambda id: records[id].features, policy)}
    found = candidates(blocks, lambda id: records[id].features, policy, poor)
    return edges_of(found, Known.of(records.__getitem__), policy, poor)


def test_edges_come_by_tier_and_score(policy: MatchPolicy) -> None:
    sides = [
        compared(book(isbn=ISBN), policy),
        compared(book(isbn=ISBN, year="2010"), policy),
        compared(book(), policy),
        compared(book(year="2021"), policy),
    ]
    found = edges(policy, *sides)
    assert [(each.left, each.right) for each in found[:3]] == [(0, 1), (0, 2), (0, 3)]
    assert [each.tier for each in found[:3]] == ["K1", "K4", "K4"]
    assert [each.score for each in found[1:]] == sorted((each.score for each in found[1:]), reverse=True)


def test_strangers_have_no_edge(policy: MatchPolicy) -> None:
    assert edges(policy, compared(book(), policy), compared(book(name="Otos, Olli"), policy)) == []


def test_a_case_for_a_person_is_an_edge_too(policy: MatchPolicy) -> None:
    (found,) = edges(policy, compared(book(), policy), compared(book(year="2010", pages=210), policy))
    assert (found.decision, found.tier) == ("review", "K4")


def test_a_record_keeps_its_best_edges_only(policy: MatchPolicy) -> None:
    sides = [compared(book(year=str(2020 + place % 2)), policy) for place in range(6)]
    few = replace(policy, caps=policy.caps._replace(edges=2))
    for id in range(6):
        assert sum(id in (each.left, each.right) for each in edges(few, *sides)) <= 2
    assert len(edges(policy, *sides)) == 15


def test_an_isbn_on_many_unrelated_titles_is_poor(policy: MatchPolicy) -> None:
    """Case 38: one ISBN on five titles."""
    sides = {id: compared(book(title, isbn=ISBN), policy) for id, title in enumerate(UNLIKE)}
    blocks = shared_keys_of({id: each.keys for id, each in sides.items()})
    (found,) = poor_keys(blocks, lambda id: sides[id].features, policy)
    assert (found.key, found.ids) == (("isbn", ISBN), (0, 1, 2, 3, 4))
    assert edges(policy, *sides.values()) == []


def test_an_isbn_on_many_records_of_one_title_is_good(policy: MatchPolicy) -> None:
    sides = {id: compared(book(isbn=ISBN), policy) for id in range(8)}
    blocks = shared_keys_of({id: each.keys for id, each in sides.items()})
    assert poor_keys(blocks, lambda id: sides[id].features, policy) == []


def test_records_with_a_poor_isbn_still_meet_by_all_else(policy: MatchPolicy) -> None:
    sides = [compared(book(title, isbn=ISBN), policy) for title in (*UNLIKE, UNLIKE[0])]
    (found,) = edges(policy, *sides)
    assert (found.left, found.right, found.tier, found.decision) == (0, 5, "K4", "match")
