"""SR-FI, 0-100: how ready a record is to be used as it comes, after a study of 50 libraries (quality-rules.md §7).

Only categories that apply count, and values are tested where they can be: LDR/06 against the media, not its presence.
"""

from __future__ import annotations

from functools import lru_cache

from transforms.score.measures import Category, Measures


def share_of(category: Category, present: int, applicable: int) -> float | None:
    """Present selectors ÷ selectors of a category, 0…1; None where it does not apply."""
    if not applicable & category.mask:
        return None
    return (present & category.mask).bit_count() / category.selectors


def shelf_ready(measures: Measures, present: int, applicable: int) -> float:
    """SR-FI of a record by its masks."""
    mask = measures.categories_mask
    return _weighed(measures, present & mask, applicable & mask)


@lru_cache(maxsize=1024)  # records of one vendor are alike
def _weighed(measures: Measures, present: int, applicable: int) -> float:
    weight = total = 0.0
    for _, each, mask, selectors in measures.categories:
        if applicable & mask:
            weight += each
            total += each * (present & mask).bit_count() / selectors
    return 100 * total / weight if weight else 0.0
