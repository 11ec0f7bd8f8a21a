"""Is a pair of source records one title? By tiers, the surest first; the answer carries its evidence and its vetoes.

K1 an identifier of the edition, K2 one of a union catalogue or of a recording, K3 the ISBN of the printed book,
K4 the score of all features. Every tier heeds the vetoes; in doubt the answer is review, not match.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

import msgspec

from transforms.match.agents import DIFFERS as STRANGERS
from transforms.match.agents import SAME, SIMILAR, alike
from transforms.match.features import Features, features_of
from transforms.match.keys import EDITIONS, IDENTIFIERS, ISBN, K1, K2, K3, K4, PRINT, PROOFS, TIERS, Key, match_keys
from transforms.match.pairs import Veto, are_apart, are_comparable
from transforms.match.policy import MatchPolicy
from transforms.match.score import (
    MISSING_LEFT,
    MISSING_RIGHT,
    Evidence,
    Score,
    evidence_of,
    publisher_likeness,
    score_of,
    title_likeness,
    year_likeness,
)
from transforms.match.tagged import tagged
from transforms.match.vetoes import OPEN, SCRIPT, vetoes
from transforms.record import Record

MATCH, REVIEW, NO = "match", "review", "no"
LEVEL = "P"  # the published title; works are another question (kinship.py)
EQUAL_VALID, CONVERTED, PRINT_SHARED, POOR = "equal-valid", "equal-after-conversion", "print-isbn-shared", "poor-key"
APART = frozenset(("media", "language"))  # of two with one print ISBN: another form of the work, and no mistake
SURE = (K1, K2)
Poor = Collection[Key]  # identifiers that are on too many records to prove anything
NONE: Poor = frozenset()


class Decision(NamedTuple):
    """match, review or no, and why."""

    decision: str
    score: float
    evidence: tuple[Evidence, ...]
    vetoes: tuple[Veto, ...]
    profile: str  # version of match.yml
    tier: str = K4
    level: str = LEVEL


class Compared(msgspec.Struct, frozen=True, gc=False):
    """One side of a comparison."""

    keys: frozenset[Key]
    features: Features

    @classmethod
    def of(cls, record: Record, media: str, policy: MatchPolicy, vendor: str = "") -> Compared:
        """The compared side of a record."""
        known = tagged(record)
        features = features_of(known, media, policy, vendor)
        return cls(match_keys(known, features, policy), features)


class Judged(msgspec.Struct, frozen=True, gc=False):
    """The answer without its evidence, as a night of a million pairs needs it."""

    decision: str
    score: float
    tier: str
    vetoes: tuple[Veto, ...]


def shared_keys(left: frozenset[Key], right: frozenset[Key]) -> list[Key]:
    """The identifiers that two records have in common, the surest first; a print ISBN may be the other's own."""
    found = [key for key in left & right if key[0] in IDENTIFIERS]
    found += _prints_of_own(left, right)
    return sorted(found, key=_order) if len(found) > 1 else found


def _prints_of_own(left: Collection[Key], right: Collection[Key]) -> list[Key]:
    """Print ISBNs of one that are the other's own."""
    return [
        key
        for these, those in ((left, right), (right, left))
        for key in these
        if key[0] == PRINT and (ISBN, key[1]) in those and key not in those and (ISBN, key[1]) not in these
    ]


def _order(key: Key) -> tuple[str, Key]:
    return TIERS[key[0]], key


def judge(left: Compared, right: Compared, policy: MatchPolicy, poor: Poor = NONE) -> Judged:
    """The answer for a pair; `poor` keys prove nothing."""
    tier = tier_of_pair(left, right, poor)
    a, b = left.features, right.features
    if tier in SURE:
        return judge_sure(a, b, policy, tier)
    score = score_of(a, b, policy)
    distinct = are_distinct(left.keys, right.keys)
    against = vetoes(a, b, policy, distinct=distinct)
    scored = _by_score(a, b, policy, score, against, distinct)
    return _by_print(a, b, policy, scored, against) if tier == K3 else scored


def judge_sure(a: Features, b: Features, policy: MatchPolicy, tier: str) -> Judged:
    """The answer for a pair that shares an identifier of the first two tiers."""
    against = vetoes(a, b, policy, sure=True)
    return Judged(REVIEW if against else MATCH, score_of(a, b, policy).value, tier, against)


def judge_likely(a: Features, b: Features, policy: MatchPolicy, distinct: Callable[[], bool]) -> Judged | None:
    """The same for a pair that shares no identifier, and passed the glance: None where the answer is no.

    `distinct` tells whether they are (`are_distinct`); it is asked where that counts, which is seldom.
    """
    author = alike(a.authors, b.authors, policy.thresholds)
    if author == STRANGERS:  # most of what shares a block is that
        return None
    score = score_of(a, b, policy, author)
    if score.value < policy.thresholds.review:
        return None
    is_asked = a.text != b.text or not a.text or a.years != b.years or _is_poor(score, policy)
    are_told_apart = is_asked and distinct()
    against = vetoes(a, b, policy, distinct=are_told_apart)
    found = _by_score(a, b, policy, score, against, are_told_apart)
    return None if found.decision == NO else found


def are_distinct(left: frozenset[Key], right: frozenset[Key]) -> bool:
    """True for two that have identifiers of one kind, as ISBNs, and none of them in common."""
    kinds = {kind for kind, _ in left if kind in EDITIONS}
    if not kinds:
        return False
    both = kinds.intersection([kind for kind, _ in right])
    return bool(both.difference([kind for kind, _ in left & right])) if both else False


def tier_of_pair(left: Compared, right: Compared, poor: Poor = NONE) -> str:
    """The surest tier of the identifiers that two records have in common; K4 where they share none."""
    tier = K4
    for key in left.keys & right.keys:
        if (found := TIERS[key[0]]) < tier and key not in poor:
            tier = found
    if tier == K4 and any(key not in poor for key in _prints_of_own(left.keys, right.keys)):
        return K3
    return tier


def _by_print(a: Features, b: Features, policy: MatchPolicy, scored: Judged, against: tuple[Veto, ...]) -> Judged:
    """Records of one printed book: one title where title, and year, publisher or readers, agree as well."""
    if APART & {veto.reason for veto in against}:
        return Judged(NO, scored.score, K3, against)
    if against:
        return Judged(REVIEW, scored.score, K3, against)
    decision = MATCH if _is_one_print(a, b, policy) or scored.decision == MATCH else REVIEW
    return Judged(decision, scored.score, K3, against)


def _is_one_print(a: Features, b: Features, policy: MatchPolicy) -> bool:
    limits = policy.thresholds
    if (title_likeness(a, b, policy) or 0.0) < limits.title_print:
        return False
    return (
        bool(year_likeness(a.years, b.years))
        or (publisher_likeness(a, b, policy) or 0.0) >= limits.publisher_print
        or alike(a.performers, b.performers, limits) in (SAME, SIMILAR)
    )


def _by_score(
    a: Features, b: Features, policy: MatchPolicy, score: Score, against: tuple[Veto, ...], distinct: bool
) -> Judged:
    """By the score alone: two that have identifiers of their own and little else are not worth a person's time."""
    limits = policy.thresholds
    if a.title and b.title and not are_comparable(a, b):
        against = (*against, Veto("title", SCRIPT, a.script, b.script))
    if score.value < limits.review or not {veto.reason for veto in against} <= OPEN:
        return Judged(NO, score.value, K4, against)
    is_poor = _is_poor(score, policy)
    if is_poor and distinct and not are_apart(a, b):
        return Judged(NO, score.value, K4, against)
    is_sure = score.value >= limits.match and not is_poor
    return Judged(MATCH if is_sure and not against else REVIEW, score.value, K4, against)


def _is_poor(score: Score, policy: MatchPolicy) -> bool:
    """True for a score that rests on too little."""
    return score.features < policy.thresholds.features or not score.has_title


def decide(left: Compared, right: Compared, policy: MatchPolicy, poor: Poor = NONE) -> Decision:
    """Compare two records, and tell why the answer is what it is."""
    found = judge(left, right, policy, poor)
    evidence = [*_of_keys(left, right, poor), *evidence_of(left.features, right.features, policy)]
    return Decision(found.decision, found.score, tuple(evidence), found.vetoes, policy.version, found.tier)


def _of_keys(left: Compared, right: Compared, poor: Poor) -> list[Evidence]:
    """Each identifier that both have; where they share none, why no ISBN is shared."""
    tens = set(left.features.tens) ^ set(right.features.tens)
    shared = shared_keys(left.keys, right.keys)
    found = [_of_key(key, tens, poor) for key in shared]
    if any(kind in PROOFS for kind, _ in shared):
        return found
    sides = [any(kind == ISBN for kind, _ in each.keys) for each in (left, right)]
    reason = "differs" if all(sides) else MISSING_LEFT if not sides[0] else MISSING_RIGHT
    return [*found, Evidence(ISBN, reason, 0.0)]


def _of_key(key: Key, tens: set[str], poor: Poor) -> Evidence:
    kind, value = key
    if key in poor:
        return Evidence(kind, POOR, 0.0)
    if kind == PRINT:
        return Evidence(ISBN, PRINT_SHARED, 1.0)
    return Evidence(kind, CONVERTED if kind == ISBN and value in tens else EQUAL_VALID, 1.0)
