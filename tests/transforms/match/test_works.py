"""Titles are joined to expressions and works by their edges, unless something parts any two of their records."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from tests.transforms.match.making import book, compared
from transforms.match.policy import MatchPolicy
from transforms.match.works import Kin, families


def test_a_chain_is_not_joined_past_a_veto(policy: MatchPolicy) -> None:
    """Part 1 and what tells no part, that and part 2: the surer edge counts, in any order."""
    titles = (("Sarja. Osa 1", "ebook"), ("Sarja", "eaudiobook"), ("Sarja. Osa 2", "ebook"))
    sides = [compared(book(title), policy, media) for title, media in titles]
    edges = [Kin("W", 1.0, 0.9, 0, 1), Kin("W", 0.9, 0.9, 1, 2)]
    for each in permutations(edges):
        found = families([(0,), (1,), (2,)], each, sides.__getitem__, policy)
        assert found.works == [(0, 1), (2,)]
        assert found.expressions == [(0,), (1,), (2,)]


def test_an_expression_lies_within_its_work(policy: MatchPolicy) -> None:
    sides = [compared(book(), policy), compared(book(), policy, "print"), compared(book(), policy, "eaudiobook")]
    found = families(
        [(0,), (1,), (2,)], [Kin("E", 1.0, 1.0, 0, 1), Kin("W", 1.0, 1.0, 1, 2)], sides.__getitem__, policy
    )
    assert (found.expressions, found.works) == ([(0, 1), (2,)], [(0, 1, 2)])


def test_every_title_is_in_one_group_and_none_is_too_large(policy: MatchPolicy) -> None:
    narrow = replace(policy, caps=policy.caps._replace(block=2))
    sides = [compared(book(), policy, media) for media in ("ebook", "print", "eaudiobook")]
    found = families(
        [(0,), (1,), (2,)], [Kin("W", 1.0, 1.0, 0, 1), Kin("W", 0.9, 1.0, 1, 2)], sides.__getitem__, narrow
    )
    assert found.works == [(0, 1), (2,)]
