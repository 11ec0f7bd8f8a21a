"""Which key fields a record has, as one number: what rows carry and the store keeps. Touches no store itself.

A bit for each field in the order of transforms/score/fills.py, and sixteen bits higher whether it ought to have it.
"""

from __future__ import annotations

from collections import Counter

from transforms.record import Record
from transforms.score.fills import FILLS, fills_of

NAMES = tuple(FILLS)  # the place of a name is its bit: new ones go to the end
_OUGHT = 16  # bits by which the mark "ought to have it" is higher


def marks_of(record: Record, media: str) -> int:
    """The marks of a refined record; the link counts as there, for publication makes it (house.md §10)."""
    has, ought = fills_of(record, media, linked=True)
    return _bits(has) | _bits(ought) << _OUGHT


def _bits(names: frozenset[str]) -> int:
    return sum(1 << place for place, name in enumerate(NAMES) if name in names)


def lacks(marks: int, name: str) -> bool:
    """True if the record ought to have the field and has not."""
    place = NAMES.index(name)
    return bool(marks >> place + _OUGHT & 1) and not marks >> place & 1


def add_up(counts: Counter[str], marks: int, records: int = 1) -> None:
    """Count `of:<name>` for each field that such records ought to have, and `fill:<name>` where they have it."""
    for place, name in enumerate(NAMES):
        if marks >> place + _OUGHT & 1:
            counts[f"of:{name}"] += records
            counts[f"fill:{name}"] += records * (marks >> place & 1)
