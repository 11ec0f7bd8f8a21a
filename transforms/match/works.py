"""Expressions and works: titles that kinship joins, as far as nothing parts any two of their records.

Pure. The order of edges is total and has nothing to do with arrival; a group depends only on the titles that hang
together, so that those that changed can be looked at alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import NamedTuple

from transforms.match.decision import Compared
from transforms.match.kinship import EXPRESSION, WORK, are_strangers, is_one_expression
from transforms.match.policy import MatchPolicy

Groups = list[tuple[int, ...]]  # titles, by their places
LEVELS = ("P", EXPRESSION, WORK)  # two titles with an edge of P are of one work too: something else parts them


class Kin(NamedTuple):
    """An edge between records of two titles, by the places of the records."""

    level: str  # one of LEVELS
    strength: float  # of its best evidence
    score: float
    left: int
    right: int

    @property
    def order(self) -> tuple[int, float, float, int, int]:
        """The closest and surest first."""
        return LEVELS.index(self.level), -self.strength, -self.score, self.left, self.right


class Families(NamedTuple):
    """Which titles are of one expression, and which of one work; each title is in one group of both."""

    expressions: Groups
    works: Groups


def families(
    titles: Sequence[Sequence[int]], kin: Iterable[Kin], compared: Callable[[int], Compared], policy: MatchPolicy
) -> Families:
    """Join titles, given as the places of their records; groups are in the order of their first titles.

    An expression lies within one work. No group has more titles than `policy.caps.block`, beyond which a work is not
    compared either.
    """
    edges = sorted(kin, key=lambda each: each.order)
    home = {record: place for place, records in enumerate(titles) for record in records}

    def one_expression(left: int, right: int) -> bool:
        return is_one_expression(compared(left).features, compared(right).features, policy)

    def one_work(left: int, right: int) -> bool:
        return not are_strangers(compared(left), compared(right), policy)

    works = _Union(titles, one_work, policy.caps.block)
    expressions = _Union(titles, lambda a, b: one_expression(a, b) and one_work(a, b), policy.caps.block)
    for each in edges:
        if each.level == EXPRESSION:
            expressions.join(home[each.left], home[each.right])
    for group in expressions.groups():
        for other in group[1:]:
            works.join(group[0], other)
    for each in edges:
        works.join(home[each.left], home[each.right])
    return Families(expressions.groups(), works.groups())


class _Union:
    """Titles that are joined unless records of theirs may not be together."""

    def __init__(self, titles: Sequence[Sequence[int]], may: Callable[[int, int], bool], most: int) -> None:
        self._titles, self._may, self._most = titles, may, most
        self._root = list(range(len(titles)))
        self._members = {place: [place] for place in range(len(titles))}
        self._known: dict[tuple[int, int], bool] = {}

    def join(self, left: int, right: int) -> None:
        """Join the groups of two titles if every pair across allows it."""
        one, other = sorted((self._root[left], self._root[right]))
        if one == other or len(self._members[one]) + len(self._members[other]) > self._most:
            return
        if all(self._together(a, b) for a, b in product(self._members[one], self._members[other])):
            moved = self._members.pop(other)
            self._members[one] += moved
            for each in moved:
                self._root[each] = one

    def _together(self, left: int, right: int) -> bool:
        pair = min(left, right), max(left, right)
        if pair not in self._known:
            records = product(self._titles[pair[0]], self._titles[pair[1]])
            self._known[pair] = all(self._may(a, b) for a, b in records)
        return self._known[pair]

    def groups(self) -> Groups:
        """The groups, each in order."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for place, root in enumerate(self._root):
            found[root].append(place)
        return [tuple(group) for _, group in sorted(found.items())]
