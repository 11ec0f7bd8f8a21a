"""Pairs of records that tell the same text: only their editions are left to compare, for which outlines suffice.

Most of what is one title several vendors tell in the same words. The answers are those of transforms/match/decision.py.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from transforms.match.agents import SAME, SIMILAR, WORTH
from transforms.match.blocking import Flags, Ints
from transforms.match.candidates import PRINTED, PROVED, SURE
from transforms.match.decision import MATCH, NO, REVIEW, Judged
from transforms.match.keys import K1, K3, K4
from transforms.match.outline import NAMED, SEVERAL, WITH_ID
from transforms.match.outlines import Outlines
from transforms.match.pairs import FAR_EXTENT, NEAR_EXTENT
from transforms.match.policy import MatchPolicy
from transforms.match.score import FAR, YEARS, weighed
from transforms.match.title_vetoes import NEXT_YEAR

# What may be found for each feature of the score; the place of None tells that a side is silent.
_AUTHOR = {0: None, NAMED: WORTH[SIMILAR], WITH_ID: WORTH[SAME]}
_PUBLISHER = (None, 1.0)
_YEAR = (None, 0.0, *reversed(YEARS))
_EXTENT = (None, 0.0, FAR, 1.0)
_SERIES = (None, 1.0)
_NEAR_YEARS = np.array([(worth or 0.0) >= NEXT_YEAR for worth in _YEAR])  # else numbers of their own part two
_SHAPE = tuple(map(len, (_AUTHOR, _PUBLISHER, _YEAR, _EXTENT, _SERIES)))


class OneText:
    """A look at many pairs: which tell one text, and nothing speaks against them; and what the answer is then."""

    def __init__(self, seen: Outlines, policy: MatchPolicy) -> None:
        self._seen, self._policy = seen, policy

    def are_plain(self, one: Ints, other: Ints, means: Ints) -> Flags:
        """Pairs of rows of one text, whose editions no veto parts, and that do not tell two publishers."""
        seen = self._seen
        found: Flags = (seen["text"][one] == seen["text"][other]) & (seen["author"][one] > 0)
        found &= (means == SURE) | ((means != PROVED) & (seen["vendor"][one] != seen["vendor"][other]))
        if self._policy.by_format:
            found &= seen["formats"][one] == seen["formats"][other]
        asked = np.flatnonzero(found)
        one, other = one[asked], other[asked]
        a, b = seen["publishers"][one], seen["publishers"][other]
        plain = (a == b) | (a == 0) | (b == 0)
        plain &= (seen["year"][one] != SEVERAL) & (seen["year"][other] != SEVERAL)
        plain &= (seen["is_timed"][one] == 0) | (self._extents(one, other) != _EXTENT.index(0.0))
        years = self._years(one, other)
        plain &= (means[asked] == SURE) | (years == 0) | _NEAR_YEARS[years]
        found[asked] = plain
        return found

    def judged(self, one: Ints, other: Ints, means: Ints) -> list[Judged | None]:
        """The answers for plain pairs; None where outlines say too little."""
        seen = self._seen
        both = (seen["publishers"][one] > 0) & (seen["publishers"][other] > 0)
        told = (seen["author"][one], both, self._years(one, other), self._extents(one, other), seen["series"][one])
        places = np.ravel_multi_index(tuple(each.astype(np.int64) for each in told), _SHAPE).tolist()
        policy = self._policy
        return [_answer(place, meaning, policy) for place, meaning in zip(places, means.tolist(), strict=True)]

    def _years(self, one: Ints, other: Ints) -> Ints:
        """Places in _YEAR: as `year_likeness`."""
        a, b = (self._seen["year"][rows].astype(np.int64) for rows in (one, other))
        near = np.maximum(len(_YEAR) - 1 - np.abs(a - b), _YEAR.index(0.0))
        return np.where((a == 0) | (b == 0), 0, near)

    def _extents(self, one: Ints, other: Ints) -> Ints:
        """Places in _EXTENT: as `extent_likeness`."""
        a, b = (self._seen["extent"][rows].astype(np.int64) for rows in (one, other))
        apart, longer = np.abs(a - b), np.maximum(a, b)
        near = 1 + (apart <= FAR_EXTENT * longer).astype(np.int64) + (apart <= NEAR_EXTENT * longer)
        return np.where((a == 0) | (b == 0), 0, near)


@lru_cache(maxsize=1024)
def _answer(place: int, meaning: int, policy: MatchPolicy) -> Judged | None:
    author, publisher, year, extent, series = map(int, np.unravel_index(place, _SHAPE))
    found = (1.0, _AUTHOR[author], _PUBLISHER[publisher], _YEAR[year], _EXTENT[extent], _SERIES[series])
    score, limits = weighed(found, policy), policy.thresholds
    if meaning == SURE:
        return Judged(MATCH, score.value, K1, ())
    is_told = score.features >= limits.features
    if meaning == PRINTED:  # one title where year or publisher agree as well
        agree = _YEAR[year] or _PUBLISHER[publisher] or (is_told and score.value >= limits.match)
        return Judged(MATCH, score.value, K3, ()) if agree else None
    if not is_told:
        return None
    decision = NO if score.value < limits.review else MATCH if score.value >= limits.match else REVIEW
    return Judged(decision, score.value, K4, ())
