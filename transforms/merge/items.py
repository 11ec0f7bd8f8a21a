"""What strategies work on: the fields of the members, each with the place of its member, and what becomes of them.

Every item that a strategy gets is in one field that it takes, or is left out: none is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from transforms.merge.groups import Group
from transforms.merge.members import Member
from transforms.record import Field
from transforms.tables import Tables


class Item(NamedTuple):
    """A field of a member."""

    place: int  # of the member, in the order in which they are heard
    field: Field


class Taken(NamedTuple):
    """A field of the title's record."""

    field: Field
    items: tuple[Item, ...]  # it comes from the first, the others are united with it; none: it was made
    lent: tuple[Item, ...] = ()  # gave some of its positions or subfields, and are left out but for these


class Left(NamedTuple):
    """An item that is not in the record."""

    item: Item
    why: str  # a key of `reasons` in merge.yml


class Done(NamedTuple):
    """What a strategy made of its items."""

    taken: list[Taken]
    left: list[Left]


class Around(NamedTuple):
    """What a strategy may know besides its items."""

    members: Sequence[Member]  # in the order in which they are heard
    tables: Tables
    taken: Sequence[Taken] = ()  # what the groups before have made
    machine: frozenset[tuple[int, str]] = frozenset()  # (place, $8) of what 883 tells to be machine-made
    printed: frozenset[str] = frozenset()  # $i of 776 of a printed book, in lower case
    former: Sequence[str] = ()  # control numbers of titles that were merged into this one

    def vendors(self, items: Sequence[Item]) -> set[str]:
        """The vendors of some items."""
        return {self.members[each.place].vendor for each in items}


Strategy = Callable[[Sequence[Item], Group, Around], Done]


def left(items: Sequence[Item], why: str) -> list[Left]:
    """Items that are left out for one reason."""
    return [Left(each, why) for each in items]
