"""Which group of records keeps which title: permanent ids stick to what they were given to. Pure, and for works too.

A title goes where its base record is, else where most of it is. Of several titles in one group the one that was
published longest stays (matching.md §10); one that is torn apart gives way to one that is whole, unless it has more in
that group. The answer is the stable matching of both wishes, so it depends on no order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

Member = TypeVar("Member", int, str)


class Former(NamedTuple):
    """An id as it was: until when it was alive is told by `status`."""

    status: str  # live, deleted
    created: str
    published: int = 0  # for how many publications


def assign(
    groups: Sequence[Sequence[Member]],
    former: Mapping[Member, str],
    known: Mapping[str, Former],
    bases: Mapping[str, Member],
) -> dict[int, str]:
    """Group, by its place, → the id that it keeps; groups that keep none are left out.

    `groups` in an order that has nothing to do with arrival; `former`: member → its id until now; `bases`: id → the
    member that describes it.
    """
    shares = _shares(groups, former)
    wishes = {each: _wishes(each, counted, groups, bases) for each, counted in shares.items()}
    claims: dict[int, str] = {}
    waiting = sorted(shares)
    while waiting:
        each = waiting.pop()
        while wishes[each]:
            place = wishes[each].pop(0)
            rival = claims.get(place)
            if rival is None or _goes_before(each, rival, place, shares, known):
                claims[place] = each
                if rival is not None:
                    waiting.append(rival)
                break
    return claims


def _shares(groups: Sequence[Sequence[Member]], former: Mapping[Member, str]) -> dict[str, Counter[int]]:
    """Id → place of a group → how many of its members were of that id."""
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for place, group in enumerate(groups):
        for member in group:
            if member in former:
                found[former[member]][place] += 1
    return found


def _wishes(
    each: str, counted: Mapping[int, int], groups: Sequence[Sequence[Member]], bases: Mapping[str, Member]
) -> list[int]:
    """The groups that an id may go to: the one with its base first, then the larger, then the first."""
    return sorted(counted, key=lambda place: (bases.get(each) not in groups[place], -counted[place], place))


def _goes_before(
    each: str, rival: str, place: int, shares: Mapping[str, Mapping[int, int]], known: Mapping[str, Former]
) -> bool:
    """True if the first of two ids that want one group gets it."""
    torn = {one: counted[place] for one, counted in shares.items() if place in counted and len(counted) > 1}
    whole = max((counted[place] for one, counted in shares.items() if place in counted and one not in torn), default=0)
    torn_first = max(torn.values(), default=0) > whole

    def rank(one: str) -> tuple[bool, int, bool, int, str, str]:
        state = known[one]
        return (
            (one in torn) != torn_first,
            -torn.get(one, 0),
            state.status != "live",
            -state.published,
            state.created,
            one,
        )

    return rank(each) < rank(rival)
