"""Edges: pairs of records that are one title, or may be; and identifiers that prove nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from transforms.match.blocking import Holders, Pair, Value
from transforms.match.decision import MATCH, Compared, Judged, judge_alike
from transforms.match.features import Features
from transforms.match.keys import KINDS, PROOFS, Key
from transforms.match.pairs import Veto
from transforms.match.policy import MatchPolicy

SideOf = Callable[[int], Compared]


class Edge(NamedTuple):
    """A pair that is one title, or a case for a person."""

    left: int
    right: int
    decision: str
    tier: str
    score: float
    vetoes: tuple[Veto, ...] = ()

    @property
    def order(self) -> tuple[str, float, int, int]:
        """The surest first; ids come last, so that nothing depends on arrival."""
        return self.tier, -self.score, self.left, self.right


class Poor(NamedTuple):
    """An identifier that proves nothing."""

    key: Key
    ids: tuple[int, ...]


def edges_of(pairs: Iterable[Pair], side: SideOf, policy: MatchPolicy, poor: Collection[Key]) -> list[Edge]:
    """The edges among pairs, the best of each record, sorted: the surest first."""
    found = [
        Edge(left, right, judged.decision, judged.tier, judged.score, judged.vetoes)
        for left, right, judged in _judged(pairs, side, policy, poor)
    ]
    found.sort(key=lambda each: each.order)
    return _best(found, policy.caps.edges)


def _judged(
    pairs: Iterable[Pair], side: SideOf, policy: MatchPolicy, poor: Collection[Key]
) -> Iterator[tuple[int, int, Judged]]:
    for left, right in pairs:
        judged = judge_alike(side(left), side(right), policy, poor)
        if judged is not None:
            yield left, right, judged


def _best(edges: Sequence[Edge], most: int) -> list[Edge]:
    """Edges that are among the first of both their records."""
    count: dict[int, int] = defaultdict(int)
    kept = []
    for each in edges:
        count[each.left] += 1
        count[each.right] += 1
        if max(count[each.left], count[each.right]) <= most:
            kept.append(each)
    return kept


def poor_keys(holders: Holders, features: Callable[[int], Features], policy: MatchPolicy) -> list[Poor]:
    """Identifiers on more records than one title has, or on several titles that have nothing to do with each other."""
    return [
        Poor((kind, str(value)), tuple(ids))
        for kind in KINDS
        if kind in PROOFS
        for value, ids in sorted(holders.get(kind, {}).items(), key=_by_value)
        if len(ids) > policy.caps.holders or _are_unrelated([features(id).title for id in ids], policy)
    ]


def _by_value(item: tuple[Value, Sequence[int]]) -> str:
    return str(item[0])


def _are_unrelated(titles: Sequence[str], policy: MatchPolicy) -> bool:
    """True for more unrelated titles than one identifier may be on by mistake."""
    if len(titles) <= policy.caps.unrelated:
        return False
    apart: list[str] = []
    for title in sorted(set(filter(None, titles))):
        if all(fuzz.token_set_ratio(title, each) < 100 * policy.thresholds.title_unrelated for each in apart):
            apart.append(title)
    return len(apart) > policy.caps.unrelated


def matches(edges: Iterable[Edge]) -> Iterator[Edge]:
    """Those that need no person."""
    return (each for each in edges if each.decision == MATCH)
