"""How much two records are alike, feature by feature (the score of tier K4).

A feature that one side does not tell counts neither for nor against. The weights are those of match.yml.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from transforms.match.agents import FAMILY, SAME, SIMILAR, WORTH, alike
from transforms.match.features import Features
from transforms.match.pairs import FAR_EXTENT, are_comparable, is_near
from transforms.match.policy import MatchPolicy

YEARS = (1.0, 0.8, 0.5)  # by how many years apart
FAR = 0.5  # of an extent that is roughly the same
MISSING_LEFT, MISSING_RIGHT = "missing-left", "missing-right"
TOKENS, MAIN_ONLY = "token-set", "main-title-only"
EQUAL, NEAR, DIFFERS = "equal", "near", "differs"
_AGENT_REASONS = {SAME: SAME, SIMILAR: SIMILAR, FAMILY: FAMILY}


class Evidence(NamedTuple):
    """One comparison: what was compared, the reason from a closed list, and how much it speaks for a match."""

    field: str
    reason: str
    score: float


class Score(NamedTuple):
    """How alike two records are, 0-1, and on how many features that rests."""

    value: float
    features: int
    has_title: bool


def score_of(left: Features, right: Features, policy: MatchPolicy, author: str | None = None) -> Score:
    """The score of a pair: the mean of its features, weighed; `author`: how like their authors are, if known."""
    if author is None:
        author = alike(left.authors, right.authors, policy.thresholds)
    found = (
        title_likeness(left, right, policy),
        WORTH[author] if author else None,
        publisher_likeness(left, right, policy),
        year_likeness(left.years, right.years),
        extent_likeness(left.extent, right.extent),
        series_likeness(left, right) if left.series and right.series else None,
    )
    return weighed(found, policy)


@lru_cache(maxsize=65_536)
def weighed(found: tuple[float | None, ...], policy: MatchPolicy) -> Score:
    """The mean of what is known of the features, in the order of Weights."""
    total = value = 0.0
    count = 0
    for weight, worth in zip(policy.weights, found, strict=True):
        if worth is not None:
            total += weight
            value += weight * worth
            count += 1
    return Score(round(value / total, 4) if total else 0.0, count, found[0] is not None)


def title_likeness(left: Features, right: Features, policy: MatchPolicy) -> float | None:
    """The greater of token-set and ordered likeness of whole titles; where one has a subtitle, of main titles too."""
    if not are_comparable(left, right):
        return None
    if left.title == right.title:
        return 1.0
    if left.has_rest != right.has_rest:
        return policy.main_title * _ratio(*_mains(left, right))
    return _ratio(left.title, right.title)


def _mains(left: Features, right: Features) -> tuple[str, str]:
    """The titles without what only one of them has: its subtitle, or a heading before the title."""
    long, short = (left, right) if left.has_rest else (right, left)
    is_headed = long.main in _headings(long) or long.main in _headings(short)
    return (long.title.removeprefix(long.main).strip() if is_headed else long.main), short.title


def _headings(features: Features) -> set[str]:
    """What vendors write before a title and a colon: a series, the family name of an author or composer."""
    return {name for name, _ in features.series} | {" ".join(each.family) for each in features.authors}


def _ratio(left: str, right: str) -> float:
    return max(fuzz.token_set_ratio(left, right), fuzz.ratio(left, right)) / 100


def publisher_likeness(left: Features, right: Features, policy: MatchPolicy) -> float | None:
    """Likeness of the most like publishers, 1 for an imprint and its house; 0 below the floor."""
    if not left.publishers or not right.publishers:
        return None
    if left.publishers == right.publishers:
        return 1.0
    best = max(_publisher_ratio(a, b, policy.houses) for a in left.publishers for b in right.publishers)
    return best if best >= policy.thresholds.publisher else 0.0


def _publisher_ratio(left: str, right: str, houses: Mapping[str, Collection[str]]) -> float:
    if left in houses.get(right, ()) or right in houses.get(left, ()):
        return 1.0
    return fuzz.ratio(left, right) / 100


def year_likeness(left: tuple[int, ...], right: tuple[int, ...]) -> float | None:
    """Of the nearest years of both: a reissue may be told by its own year or by that of the original."""
    if not left or not right:
        return None
    if left == right:
        return 1.0
    alone = len(left) == len(right) == 1
    apart = abs(left[0] - right[0]) if alone else min([abs(a - b) for a in left for b in right])
    return YEARS[apart] if apart < len(YEARS) else 0.0


def extent_likeness(left: int, right: int) -> float | None:
    """1 for nearly the same pages or minutes, a half for roughly the same."""
    if not left or not right:
        return None
    if left == right:
        return 1.0
    return 1.0 if is_near(left, right) else FAR if is_near(left, right, FAR_EXTENT) else 0.0


def series_likeness(left: Features, right: Features) -> float | None:
    """1 for one series and no other number in it."""
    if not left.series or not right.series:
        return None
    others = dict(right.series)
    return max((_same_number(number, others.get(name)) for name, number in left.series), default=0.0)


def _same_number(number: str, other: str | None) -> float:
    if other is None:
        return 0.0
    return 1.0 if number == other or not number or not other else 0.0


def evidence_of(left: Features, right: Features, policy: MatchPolicy) -> list[Evidence]:
    """What speaks for the pair and what does not, feature by feature."""
    found = [_title_evidence(left, right, policy)]
    pairs = (
        ("author", bool(left.authors), bool(right.authors), _author_evidence(left, right, policy)),
        ("publisher", bool(left.publishers), bool(right.publishers), publisher_likeness(left, right, policy)),
        ("year", bool(left.years), bool(right.years), year_likeness(left.years, right.years)),
        ("extent", bool(left.extent), bool(right.extent), extent_likeness(left.extent, right.extent)),
        ("series", bool(left.series), bool(right.series), series_likeness(left, right)),
    )
    found += [each for pair in pairs if (each := _told(*pair)) is not None]
    if left.languages & right.languages:
        found.append(Evidence("language", EQUAL, 1.0))
    return found


def _told(field: str, left: bool, right: bool, worth: float | str | None) -> Evidence | None:
    if not left and not right:
        return None
    if not left or not right:
        return Evidence(field, MISSING_RIGHT if left else MISSING_LEFT, 0.0)
    if isinstance(worth, str):
        return Evidence(field, worth, WORTH[worth]) if worth else None
    if worth is None:
        return None
    return Evidence(field, EQUAL if worth == 1.0 else NEAR if worth else DIFFERS, round(worth, 2))


def _author_evidence(left: Features, right: Features, policy: MatchPolicy) -> str:
    return alike(left.authors, right.authors, policy.thresholds)


def _title_evidence(left: Features, right: Features, policy: MatchPolicy) -> Evidence:
    if not left.title or not right.title:
        return Evidence("title", MISSING_RIGHT if left.title else MISSING_LEFT, 0.0)
    worth = title_likeness(left, right, policy)
    if worth is None:
        return Evidence("title", DIFFERS, 0.0)
    if left.has_rest != right.has_rest and left.title != right.title:
        return Evidence("title", MAIN_ONLY if worth >= policy.thresholds.title_print else DIFFERS, round(worth, 2))
    return Evidence("title", TOKENS if worth >= policy.thresholds.title_print else DIFFERS, round(worth, 2))
