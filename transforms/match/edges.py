"""Edges: pairs of records that are one title, or may be; and identifiers that prove nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from transforms.match.blocking import Candidates, Holders, Value
from transforms.match.decision import NO, Compared, judge, judge_alike
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
    score: float
    tier: str
    vetoes: tuple[Veto, ...] = ()


class Poor(NamedTuple):
    """An identifier that proves nothing."""

    key: Key
    ids: tuple[int, ...]


def edges_of(found: Candidates, side: SideOf, policy: MatchPolicy, poor: Collection[Key]) -> list[Edge]:
    """The edges among candidates, the best of each record, sorted: the surest first."""
    edges = [Edge(a, b, *judge(side(a), side(b), policy, poor)) for a, b in found.proved]
    edges = [each for each in edges if each.decision != NO]
    for a, b in found.alike:
        judged = judge_alike(side(a), side(b), policy)
        if judged is not None:
            edges.append(Edge(a, b, *judged))
    return best(edges, policy.caps.edges)


def _order(edge: Edge) -> tuple[str, float, int, int]:
    """The surest first; ids come last, so that nothing depends on arrival."""
    return edge.tier, -edge.score, edge.left, edge.right


def best(edges: Iterable[Edge], most: int) -> list[Edge]:
    """The edges that are among the first of both their records, sorted: the surest first."""
    count: dict[int, int] = defaultdict(int)
    kept = []
    for each in sorted(edges, key=_order):
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
        if len(ids) > policy.caps.holders or _are_unrelated(ids, features, policy)
    ]


def _by_value(item: tuple[Value, Sequence[int]]) -> str:
    return str(item[0])


def _are_unrelated(ids: Sequence[int], features: Callable[[int], Features], policy: MatchPolicy) -> bool:
    """True for more unrelated titles than one identifier may be on by mistake."""
    if len(ids) <= policy.caps.unrelated:
        return False
    apart: list[str] = []
    for title in sorted({features(id).title for id in ids} - {""}):
        if all(fuzz.token_set_ratio(title, each) < 100 * policy.thresholds.title_unrelated for each in apart):
            apart.append(title)
    return len(apart) > policy.caps.unrelated
