"""Edges: pairs of records that are one title, or may be; and identifiers that prove nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

import msgspec
import numpy as np
from rapidfuzz import fuzz

from transforms.match.blocking import COMPARED, ORDER, Blocks, Ints
from transforms.match.candidates import ALIKE, SURE, Candidates, FeaturesOf, Pairs
from transforms.match.decision import NO, Compared, Judged, are_distinct, judge, judge_likely, judge_sure
from transforms.match.glance import Glance
from transforms.match.keys import K1, K2, K3, K4, PROOFS, Key
from transforms.match.one_text import OneText
from transforms.match.outline import unpacked
from transforms.match.outlines import OutlineOf, Outlines
from transforms.match.pairs import Veto
from transforms.match.policy import MatchPolicy

_PLACES = {tier: place for place, tier in enumerate((K1, K2, K3, K4))}


class Known(NamedTuple):
    """What is known of records, each read when it is asked for."""

    keys: Callable[[int], frozenset[Key]]
    features: FeaturesOf
    outline: OutlineOf

    @classmethod
    def of(cls, side: Callable[[int], Compared]) -> Known:
        """Of records that are at hand as a whole."""
        return cls(
            lambda id: side(id).keys, lambda id: side(id).features, lambda id: unpacked(side(id).features.outline)
        )

    def side(self, id: int) -> Compared:
        """A record as it is compared."""
        return Compared(self.keys(id), self.features(id))


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
    judge = Judge(known, policy, poor)
    edges = [
        Edge(left, right, judged.decision, judged.score, judged.tier, judged.vetoes)
        for pairs in found.lots
        for left, right, judged in judge.answers(pairs)
    ]
    return best(edges, policy.caps.edges)


class Judge:
    """Answers for lots of pairs, in rows as far as that goes."""

    def __init__(self, known: Known, policy: MatchPolicy, poor: Collection[Key]) -> None:
        self._known, self._policy, self._poor = known, policy, poor
        self._seen = Outlines(known.outline)
        self._glance, self._one_text = Glance(self._seen, known.features, policy), OneText(self._seen, policy)

    def answers(self, pairs: Pairs) -> Iterator[tuple[int, int, Judged]]:
        """The pairs that are one title, or cases for a person."""
        one, other = self._seen.rows(pairs.left), self._seen.rows(pairs.right)
        wanted = pairs.means != ALIKE
        alike = np.flatnonzero(~wanted)
        wanted[alike] = self._glance.likely(one[alike], other[alike])
        left, right, means = (each[wanted] for each in pairs)
        answers = self._plain(one[wanted], other[wanted], means)
        for a, b, meaning, answer in zip(left.tolist(), right.tolist(), means.tolist(), answers, strict=True):
            judged = answer or self._judged(a, b, meaning)
            if judged is not None and judged.decision != NO:
                yield a, b, judged

    def _plain(self, one: Ints, other: Ints, means: Ints) -> list[Judged | None]:
        """The answers for pairs of rows as far as outlines tell them."""
        plain = np.flatnonzero(self._one_text.are_plain(one, other, means))
        answers = self._one_text.judged(one[plain], other[plain], means[plain])
        found: list[Judged | None] = [None] * len(one)
        for place, answer in zip(plain.tolist(), answers, strict=True):
            found[place] = answer
        return found

    def _judged(self, left: int, right: int, meaning: int) -> Judged | None:
        """The answer for a pair by all that is known of it."""
        keys, features = self._known.keys, self._known.features
        a, b = features(left), features(right)
        if meaning == SURE:  # no other identifier of the two is surer
            return judge_sure(a, b, self._policy, K1)
        if meaning == ALIKE:
            return judge_likely(a, b, self._policy, lambda: are_distinct(keys(left), keys(right)))
        return judge(Compared(keys(left), a), Compared(keys(right), b), self._policy, self._poor)


def best(edges: Iterable[Edge], most: int) -> list[Edge]:
    """The edges that are among the first of both their records, sorted: the surest first.

    Ids come last in the order, so that nothing depends on arrival.
    """
    found = list(edges)
    if not found:
        return []
    left, right, score = (np.fromiter(map(attrgetter(name), found), np.float64) for name in ("left", "right", "score"))
    tier = np.fromiter(map(_PLACES.__getitem__, map(attrgetter("tier"), found)), np.int64)
    order = [found[each] for each in np.lexsort((right, left, -score, tier)).tolist()]
    if np.bincount(np.concatenate((left, right)).astype(np.int64)).max() <= most:
        return order
    count: dict[int, int] = defaultdict(int)
    kept = []
    for edge in order:
        count[edge.left] += 1
        count[edge.right] += 1
        if count[edge.left] <= most and count[edge.right] <= most:
            kept.append(edge)
    return kept


def poor_keys(blocks: Blocks, features: FeaturesOf, policy: MatchPolicy) -> list[Poor]:
    """Identifiers on more records than one title has, or on several titles that have nothing to do with each other."""
    is_proof = np.array([name in PROOFS for name in COMPARED])[blocks.kinds]
    many = np.flatnonzero(is_proof & (blocks.sizes > policy.caps.unrelated))
    found = [
        Poor((kind, str(value)), tuple(ids))
        for kind, value, ids in map(blocks.block, many.tolist())
        if len(ids) > policy.caps.holders or _are_unrelated(ids, features, policy)
    ]
    return sorted(found, key=lambda each: (ORDER[each.key[0]], each.key))


def _are_unrelated(ids: Sequence[int], features: FeaturesOf, policy: MatchPolicy) -> bool:
    """True for more unrelated titles than one identifier may be on by mistake."""
    apart: list[str] = []
    for title in sorted({features(id).title for id in ids} - {""}):
        if all(fuzz.token_set_ratio(title, each) < 100 * policy.thresholds.title_unrelated for each in apart):
            apart.append(title)
    return len(apart) > policy.caps.unrelated
