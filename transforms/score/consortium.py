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


def dimensions_of(
    measures: Measures, media: str, present: int, applicable: int, shares: Sequence[float]
) -> list[tuple[str, Value]]:
    """The mean of the elements of each dimension that apply."""
    mask = measures.dimensions_mask
    counts = _counts(measures, present & mask, applicable & mask)
    not_asked = measures.not_asked(media)
    found: list[tuple[str, Value]] = []
    for (name, _, _, _, places), (total, number) in zip(measures.dimensions, counts, strict=True):
        for place in places:
            value = shares[place]
            if value or place not in not_asked:
                total += value
                number += 1
        found.append((name, total / number if number else None))
    return found


@lru_cache(maxsize=4096)  # records of one vendor are alike
def _counts(measures: Measures, present: int, applicable: int) -> tuple[tuple[float, int], ...]:
    """How many elements of each dimension are present, and how many apply, those in part left out."""
    masks = [each.mask for each in measures.dimensions]
    return tuple((float((present & mask).bit_count()), (applicable & mask).bit_count()) for mask in masks)


def combine(dimensions: Sequence[Dimension], values: Iterable[tuple[str, Value]], penalty: float) -> float:
    """The score of the values of the dimensions, in their order: 0.9, 0.8, 0.5, 1.0 and 0.9 make 81.5."""
    weight = total = 0.0
    for (_, each, _, _, _), (_, value) in zip(dimensions, values, strict=True):
        if value is not None:
            weight += each
            total += each * value
    return max(0.0, 100 * total / weight - penalty) if weight else 0.0


def elements_of(
    one: Dimension, measures: Measures, media: str, present: int, applicable: int, shares: Sequence[float]
) -> dict[str, Value]:
    """Every element of a dimension with its value."""
    found: dict[str, Value] = {
        name: float(bool(present & bit)) if applicable & bit else None for name, bit in one.elements
    }
    not_asked = measures.not_asked(media)
    for place in one.shares:
        value = shares[place]
        found[measures.share_names[place]] = value if value or place not in not_asked else None
    return found
