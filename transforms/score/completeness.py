"""Completeness, 0-100: what a record has of what it ought to have to be found, identified, selected, obtained (§7)."""

from __future__ import annotations

from typing import NamedTuple

from transforms.score.measures import Group, Measures


class Filled(NamedTuple):
    """The elements of one group, by name."""

    present: tuple[str, ...]
    missing: tuple[str, ...]
    not_applicable: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """Present ÷ applicable, 0…1; None when nothing applies."""
        applicable = len(self.present) + len(self.missing)
        return len(self.present) / applicable if applicable else None


def completeness(measures: Measures, present: int, applicable: int) -> float:
    """Completeness of a record by its masks, over all groups."""
    mask = measures.completeness_mask
    wanted = (applicable & mask).bit_count()
    return 100 * (present & mask).bit_count() / wanted if wanted else 0.0


def filled(group: Group, present: int, applicable: int) -> Filled:
    """What a record has, lacks, and need not have of a group."""
    return Filled(
        tuple(name for name, bit in group.elements if present & bit),
        tuple(name for name, bit in group.elements if applicable & bit and not present & bit),
        tuple(name for name, bit in group.elements if not applicable & bit),
    )
