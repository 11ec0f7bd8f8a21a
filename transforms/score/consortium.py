"""The consortium score, 0-100: how well a record serves the libraries that share it (quality-rules.md §6).

The mean of five weighted dimensions, less a penalty for rules that still fire. An element that does not apply
leaves numerator and denominator. One that is wanted and absent counts 0, though a later part is to supply it
(title id, KANTO): what is not there yet helps no reader.
"""

from __future__ import annotations

from collections.abc import Iterable

from transforms.score.measures import Dimension, Measures
from transforms.score.shares import SHARES, Seen
from transforms.score.signs import Signs


def dimension(
    one: Dimension, present: int, applicable: int, signs: Signs, seen: Seen, measures: Measures
) -> float | None:
    """The mean of the elements that apply, 0…1; None when none does."""
    total: float = (present & one.mask).bit_count()
    number = (applicable & one.mask).bit_count()
    for name in one.shares:
        value = SHARES[name](signs, seen)
        if value or signs.media not in measures.share_not_for[name]:
            total += value
            number += 1
    return total / number if number else None


def combine(parts: Iterable[tuple[float, float | None]], penalty: float) -> float:
    """Weights and values of dimensions to a score: `combine([(25, 0.9), (20, None)], 14)` is 76.0."""
    weight = total = 0.0
    for each, value in parts:
        if value is not None:
            weight += each
            total += each * value
    return max(0.0, 100 * total / weight - penalty) if weight else 0.0


def elements_of(
    one: Dimension, present: int, applicable: int, signs: Signs, seen: Seen, measures: Measures
) -> dict[str, float | None]:
    """Every element of a dimension with its value 0…1; None where it does not apply."""
    found: dict[str, float | None] = {
        name: float(bool(present & bit)) if applicable & bit else None for name, bit in one.elements
    }
    for name in one.shares:
        value = SHARES[name](signs, seen)
        found[name] = value if value or signs.media not in measures.share_not_for[name] else None
    return found
