"""The consortium score, 0-100: how well a record serves the libraries that share it (quality-rules.md §6).

The mean of five weighted dimensions, less a penalty for rules that still fire. An element that does not apply
leaves numerator and denominator. One that is wanted and absent counts 0, though a later part is to supply it
(title id, KANTO): what is not there yet helps no reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from transforms.score.measures import Dimension, Measures

Value = float | None  # 0…1; None: does not apply
Valued = tuple[str, Value]  # a dimension by name
_ALL_ASKED: frozenset[int] = frozenset()


def dimensions_of(
    measures: Measures, media: str, present: int, applicable: int, shares: Sequence[float]
) -> list[Valued]:
    """The mean of the elements of each dimension that apply."""
    mask = measures.dimensions_mask
    not_asked = measures.shares_not_asked.get(media, _ALL_ASKED)
    found: list[Valued] = []
    for name, places, total, number in _counts(measures, present & mask, applicable & mask):
        for place in places:
            value = shares[place]
            if value or place not in not_asked:
                total += value
                number += 1
        found.append((name, total / number if number else None))
    return found


@lru_cache(maxsize=1024)  # records of one vendor are alike
def _counts(measures: Measures, present: int, applicable: int) -> tuple[tuple[str, tuple[int, ...], float, int], ...]:
    """Of each dimension its name, its shares, how many of its other elements are present, and how many apply."""
    return tuple(
        (each.name, each.shares, float((present & each.mask).bit_count()), (applicable & each.mask).bit_count())
        for each in measures.dimensions
    )


def combine(measures: Measures, values: Iterable[Valued], penalty: float) -> float:
    """The score of dimensions: 0.9, 0.8, 0.5, 1.0 and 0.9 make 81.5."""
    weights = measures.weights
    weight = total = 0.0
    for name, value in values:
        if value is not None:
            weight += weights[name]
            total += weights[name] * value
    return max(0.0, 100 * total / weight - penalty) if weight else 0.0


def elements_of(
    one: Dimension, measures: Measures, media: str, present: int, applicable: int, shares: Sequence[float]
) -> dict[str, Value]:
    """Every element of a dimension with its value."""
    found: dict[str, Value] = {
        name: float(bool(present & bit)) if applicable & bit else None for name, bit in one.elements
    }
    not_asked = measures.shares_not_asked.get(media, _ALL_ASKED)
    for place in one.shares:
        value = shares[place]
        found[measures.share_names[place]] = value if value or place not in not_asked else None
    return found
