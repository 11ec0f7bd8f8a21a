"""Long lists, a page at a time: what a page shows, and where the pages before and behind it are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from metadata.desk.asked import Asked

ROWS = 50  # of a list on one page
FURTHEST = 200  # pages that a list has; what lies behind them is found by the choices above it
_Row = TypeVar("_Row")


class Part(NamedTuple, Generic[_Row]):
    """One page of a list, and its number from 1."""

    rows: Sequence[_Row]
    number: int
    more: bool  # there is a page behind it, or would be
    first: int  # place of its first row in the list, from 1

    @property
    def is_furthest(self) -> bool:
        """True where a list is shown no further, though it goes on."""
        return self.more and self.number >= FURTHEST

    @property
    def last(self) -> int:
        """Place of its last row."""
        return self.first + len(self.rows) - 1


class Stretch(NamedTuple):
    """What a query is asked for."""

    most: int  # rows: one more than a page shows, which tells that there are more
    after: int  # rows that come before


def stretch(asked: Asked, size: int = 0) -> Stretch:
    """The rows of the page that is asked for; `size` of a page, by default ROWS."""
    size = size or ROWS
    return Stretch(size + 1, (min(asked.page(), FURTHEST) - 1) * size)


def part_of(asked: Asked, rows: Sequence[_Row], size: int = 0) -> Part[_Row]:
    """The page that is asked for, of the rows of its stretch."""
    most, after = stretch(asked, size)
    shown = most - 1
    return Part(rows[:shown], after // shown + 1, len(rows) > shown, after + 1)


def choice(asked: Asked, name: str, known: Sequence[str] | Mapping[str, Any], default: str = "") -> str:
    """A choice above a list as the address has it; the default where it is none of those there are."""
    found = asked.query.get(name, default)
    return found if found in known else default
