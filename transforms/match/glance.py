"""What most pairs that share a block are told apart by at a glance: years, length, name. What passes is compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from transforms.match.agents import HARDLY, is_called_alike
from transforms.match.features import Outline
from transforms.match.pairs import FAR_EXTENT
from transforms.match.policy import MatchPolicy
from transforms.match.score import year_likeness

OutlineOf = Callable[[int], Outline]
MANY = 6  # records from which on it pays to look at all their names at once


def may_be_one(left: Outline, right: Outline, policy: MatchPolicy) -> bool:
    """False where years and extents alone leave too little for a review, and where names have too little in common.

    That is most of what shares a block; the look costs nearly nothing.
    """
    a, b = left.extent, right.extent
    is_far = a and b and abs(a - b) > FAR_EXTENT * (a if a > b else b) and _years_and_extent_decide(policy)
    if is_far and year_likeness(left.years, right.years) == 0.0 and not (left.series and right.series):
        return False
    one, other = left.name, right.name
    if not one or not other or one == other:
        return True
    limits = policy.thresholds
    word = 100 * limits.word
    near = fuzz.ratio(left.family, right.family, score_cutoff=min(HARDLY, word))
    if near and (near >= word or is_called_alike(left.given, right.given)):
        return True
    return bool(fuzz.ratio(one, other, score_cutoff=100 * limits.name))


@lru_cache(maxsize=8)
def _years_and_extent_decide(policy: MatchPolicy) -> bool:
    """True where all else cannot make up for them: what is missing would only lower the score."""
    weights = policy.weights
    rest = weights.title + weights.author + weights.publisher
    return rest / (rest + weights.year + weights.extent) < policy.thresholds.review


class _Outlines(dict[int, Outline]):
    """Outlines by record, each read once."""

    def __init__(self, read: OutlineOf) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, id: int) -> Outline:
        self[id] = found = self._read(id)
        return found


class Glance:
    """A look at many records: which of them may be one title."""

    def __init__(self, outline: OutlineOf, policy: MatchPolicy) -> None:
        self._outlines, self._policy = _Outlines(outline), policy

    def likely(self, left: int, rights: Collection[int]) -> list[int]:
        """Of the records on the right those that `may_be_one` with the left one."""
        one, outlines, policy = self._outlines[left], self._outlines, self._policy
        if len(rights) >= MANY and one.name:
            rights = self._of_like_names(one, list(rights))
        return [each for each in rights if may_be_one(one, outlines[each], policy)]

    def _of_like_names(self, one: Outline, rights: Sequence[int]) -> list[int]:
        """Without those of other names, which `may_be_one` would find one by one."""
        limits, outlines = self._policy.thresholds, self._outlines
        others = [outlines[each] for each in rights]
        places = _like(one.name, [each.name for each in others], 100 * limits.name)
        places += _like(one.family, [each.family for each in others], 100 * limits.word)
        first = one.given.partition(" ")[0] or "\0"  # of no given name nothing begins
        places += [place for place, each in enumerate(others) if each.given.startswith(first) or not each.name]
        return [rights[place] for place in sorted(set(places))]


def _like(text: str, others: Sequence[str], least: float) -> list[int]:
    """The places of those that are so much like a text, in percent."""
    found = process.extract(text, others, scorer=fuzz.ratio, score_cutoff=least, limit=None)
    return [place for _, _, place in found]
