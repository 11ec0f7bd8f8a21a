"""Edges: pairs of records that are one title, or may be; and identifiers that prove nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

import msgspec
from rapidfuzz import fuzz

from transforms.match.blocking import Candidates, FeaturesOf, Holders, Value
from transforms.match.decision import NO, Compared, Judged, judge, judge_likely, judge_sure
from transforms.match.features import Features
from transforms.match.glance import Glance, OutlineOf
from transforms.match.keys import K1, KINDS, PROOFS, TIERS, Key
from transforms.match.pairs import Veto
from transforms.match.policy import MatchPolicy

SideOf = Callable[[int], Compared]


class Known(NamedTuple):
    """What is known of records, each read when it is asked for."""

    side: SideOf
    features: FeaturesOf
    outline: OutlineOf

    @classmethod
    def of(cls, side: SideOf) -> Known:
        """Of records that are at hand as a whole."""
        return cls(side, lambda id: side(id).features, lambda id: side(id).features)


class Edge(msgspec.Struct, frozen=True, order=True, gc=False):
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


def edges_of(found: Candidates, known: Known, policy: MatchPolicy, poor: Collection[Key]) -> list[Edge]:
    """The edges among candidates, the best of each record, sorted: the surest first."""
    edges: list[Edge] = []
    glance = Glance(known.outline, policy)
    for left, proved, alike in found.fans:
        for right, key in proved.items():
            if TIERS[key[0]] == K1 and key not in poor:  # no other identifier of the two is surer
                judged = judge_sure(known.features(left), known.features(right), policy, K1)
            else:
                judged = judge(known.side(left), known.side(right), policy, poor)
            if judged.decision != NO:
                edges.append(_edge(left, right, judged))
        for right in glance.likely(left, alike) if alike else ():
            likeness = judge_likely(known.side(left), known.side(right), policy)
            if likeness is not None:
                edges.append(_edge(left, right, likeness))
    return best(edges, policy.caps.edges)


def _edge(left: int, right: int, judged: Judged) -> Edge:
    return Edge(left, right, judged.decision, judged.score, judged.tier, judged.vetoes)


def best(edges: Iterable[Edge], most: int) -> list[Edge]:
    """The edges that are among the first of both their records, sorted: the surest first.

    Ids come last in the order, so that nothing depends on arrival.
    """
    order = sorted(edges, key=attrgetter("left", "right"))
    order.sort(key=attrgetter("score"), reverse=True)
    order.sort(key=attrgetter("tier"))  # each sort keeps the order of the one before among equals
    count: dict[int, int] = defaultdict(int)
    kept = []
    for each in order:
        left, right = each.left, each.right
        count[left] += 1
        count[right] += 1
        if count[left] <= most and count[right] <= most:
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
