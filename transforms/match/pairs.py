"""Two sides of a comparison, and what forbids that they are one: what all vetoes have in common."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from rapidfuzz import fuzz

from transforms.match.features import Features
from transforms.match.policy import MatchPolicy

NEAR_EXTENT, FAR_EXTENT, UNLIKE_EXTENT = 0.05, 0.15, 0.35  # parts of the longer one


class Veto(NamedTuple):
    """What forbids a match, with both values."""

    field: str
    reason: str
    left: str
    right: str


class Pair(msgspec.Struct, frozen=True, gc=False):
    """Two sides. `sure`: they share an identifier of the first two tiers; `distinct`: each has another of one kind."""

    left: Features
    right: Features
    policy: MatchPolicy
    sure: bool
    distinct: bool = False

    @property
    def both(self) -> tuple[Features, Features]:
        """Left and right."""
        return self.left, self.right


def likeness(left: Features, right: Features) -> float:
    """Token-set likeness of two titles, 0-1."""
    if left.title == right.title or is_one_unspaced(left.title, right.title):
        return 1.0
    return round(fuzz.token_set_ratio(left.title, right.title) / 100, 2)


def is_one_unspaced(left: str, right: str) -> bool:
    """True for titles of the same letters whose words are parted otherwise: "Järnblod" and "Järn blod".

    Figures that are parted otherwise are other numbers.
    """
    if len(left) - left.count(" ") != len(right) - right.count(" "):
        return False
    one = left.replace(" ", "")
    return one == right.replace(" ", "") and one.isalpha()


def are_comparable(left: Features, right: Features) -> bool:
    """True if both titles are there, in one script: a romanised title says nothing against a Cyrillic one."""
    return bool(left.title and right.title) and left.script == right.script


def is_near(left: int, right: int, part: float = NEAR_EXTENT) -> bool:
    """True for two known extents that differ by no more than this part of the longer one."""
    return bool(left and right) and abs(left - right) <= part * max(left, right)


def are_apart(left: Features, right: Features) -> bool:
    """True for files of other formats on both sides."""
    return bool(left.formats and right.formats) and not left.formats & right.formats
