"""What most pairs that share a block are told apart by at a glance: years, length, name. What passes is compared.

Very many pairs are looked at together, as rows of numbers; that costs nearly nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from transforms.match.agents import HARDLY, Agent
from transforms.match.blocking import Flags, Ints
from transforms.match.features import Features
from transforms.match.outline import SEVERAL
from transforms.match.outlines import Outlines
from transforms.match.pairs import FAR_EXTENT
from transforms.match.policy import MatchPolicy
from transforms.match.score import YEARS, year_likeness

_BLANK = 1 << ord(" ") % 32
_SLACK = 1e-6


class Glance:
    """A look at many pairs of records: which of them may be one title.

    That is not so where years and extents alone leave too little for a review, and where names have too little in
    common.
    """

    def __init__(self, seen: Outlines, features: Callable[[int], Features], policy: MatchPolicy) -> None:
        self._seen, self._features, self._policy = seen, features, policy

    def likely(self, one: Ints, other: Ints) -> Flags:
        """Which of the pairs of rows may be one."""
        may = np.ones(len(one), np.bool_)
        if _years_and_extent_decide(self._policy):
            may = ~self._are_far(one, other)
        family = self._seen["family"]
        a, b = family[one], family[other]
        asked = np.flatnonzero(may & (a != b) & (a != 0) & (b != 0))  # of nobody's name nothing is known
        may[asked] = self._are_alike(one[asked], other[asked])
        return may

    def _are_far(self, one: Ints, other: Ints) -> Flags:
        """Pairs that have neither year nor length in common, and no series beside."""
        year, extent, series = (self._seen[name].astype(np.int64) for name in ("year", "extent", "series"))
        a, b = year[one], year[other]
        far: Flags = ((np.abs(a - b) >= len(YEARS)) & (a != 0) & (b != 0)) | (a == SEVERAL) | (b == SEVERAL)
        asked = np.flatnonzero(far)
        one, other = one[asked], other[asked]
        a, b = extent[one], extent[other]
        is_far = (a > 0) & (b > 0) & (np.abs(a - b) > FAR_EXTENT * np.maximum(a, b))
        is_far &= (series[one] == 0) | (series[other] == 0)
        for each in np.flatnonzero(is_far & ((year[one] == SEVERAL) | (year[other] == SEVERAL))).tolist():
            left, right = self._of(one[each]), self._of(other[each])
            is_far[each] = year_likeness(left.years, right.years) == 0.0
        far[asked] = is_far
        return far

    def _are_alike(self, one: Ints, other: Ints) -> Flags:
        """Pairs of names that are not the same: are they nearly?"""
        seen, limits = self._seen, self._policy.thresholds
        word = 100 * limits.word
        called = _same(seen["given"], one, other) | _same(seen["first"], one, other)
        least = np.where(called, min(HARDLY, word), word)
        letters, length = seen["family_letters"], seen["family_length"].astype(np.int64)
        family = _may_be_like(letters, length, one, other, least)
        letters = letters | seen["given_letters"] | _BLANK
        length = length + seen["given_length"] + (seen["given_length"] > 0)
        name = _may_be_like(letters, length, one, other, np.full(len(one), 100 * limits.name))
        asked = np.flatnonzero(family | name)
        left, right = self._names(one[asked]), self._names(other[asked])
        may = np.zeros(len(one), np.bool_)
        by_family = _likeness([each.family[0] for each in left], [each.family[0] for each in right]) >= least[asked]
        by_name = _likeness([each.words for each in left], [each.words for each in right]) >= 100 * limits.name
        may[asked] = by_family | by_name
        return may

    def _names(self, rows: Ints) -> list[Agent]:
        return [self._of(each).authors[0] for each in rows.tolist()]

    def _of(self, row: int) -> Features:
        return self._features(int(self._seen.ids[row]))


def _same(codes: NDArray[np.uint32], one: Ints, other: Ints) -> Flags:
    first = codes[one]
    same: Flags = (first == codes[other]) & (first > 0)
    return same


def _may_be_like(
    letters: NDArray[np.uint32], length: Ints, one: Ints, other: Ints, least: NDArray[np.float64]
) -> Flags:
    """False for texts that cannot be so much alike, in percent (rapidfuzz's `ratio`).

    Each letter that only one of two has must be put in or left out to make them one.
    """
    apart = np.bitwise_count(letters[one] ^ letters[other])
    may: Flags = 100.0 * apart <= (100 - least) * (length[one] + length[other]) + _SLACK
    return may


def _likeness(left: list[str], right: list[str]) -> NDArray[np.float64]:
    return process.cpdist(left, right, scorer=fuzz.ratio, dtype=np.float64)


@lru_cache(maxsize=8)
def _years_and_extent_decide(policy: MatchPolicy) -> bool:
    """True where all else cannot make up for them: what is missing would only lower the score."""
    weights = policy.weights
    rest = weights.title + weights.author + weights.publisher
    return rest / (rest + weights.year + weights.extent) < policy.thresholds.review
