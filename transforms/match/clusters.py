"""Groups of records that are one title: union-find over matching pairs, with every cross pair checked for vetoes.

The result depends on the records and on what people decided, never on the order in which they arrive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product
from types import MappingProxyType
from typing import NamedTuple

from transforms.match.decision import Compared, Veto, vetoes
from transforms.match.policy import MatchPolicy

Pair = tuple[int, int]  # ids of two records, ascending


class Links(NamedTuple):
    """What people decided about pairs of records; it goes before keys and vetoes (matching.md §7)."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()
    names: Mapping[int, str] = MappingProxyType({})  # of the records, for who is told what stood in the way


NO_LINKS = Links()
MUST_LINK = ("person", "must-link")  # in the place of the key, for a pair that a person joins


class Refused(NamedTuple):
    """A pair that shares a key, or that a person joins, but may not be one title: an item for a person."""

    left: int
    right: int
    key: tuple[str, str]
    vetoes: tuple[Veto, ...]


class Clusters(NamedTuple):
    """Groups of source-record ids, each ascending, in order of their smallest id; and the pairs that were refused."""

    groups: tuple[tuple[int, ...], ...]
    refused: tuple[Refused, ...]


class _Groups:
    """Union-find in which every group knows its members."""

    def __init__(self, ids: Iterable[int]) -> None:
        self.members: dict[int, list[int]] = {each: [each] for each in ids}
        self._group_of: dict[int, int] = {each: each for each in self.members}

    def apart(self, left: int, right: int) -> tuple[list[int], list[int]] | None:
        """The members on both sides; None for two that are together."""
        a, b = self._group_of[left], self._group_of[right]
        return None if a == b else (self.members[a], self.members[b])

    def join(self, left: int, right: int) -> None:
        """Make one group of two; it is named after its smallest id."""
        a, b = self._group_of[left], self._group_of[right]
        keep, gone = min(a, b), max(a, b)
        self.members[keep] = sorted(self.members[keep] + self.members.pop(gone))
        for each in self.members[keep]:
            self._group_of[each] = keep


def cluster(records: Mapping[int, Compared], policy: MatchPolicy, links: Links = NO_LINKS) -> Clusters:
    """Group records (by source-record id) that share a key, or that people joined, and nothing forbids to be together.

    A pair that people joined needs no key and heeds no veto; one that they parted is in no group, not even by way of
    others. Where both contradict each other through a chain, the joins are made in the order of their ids as far as
    they go, and the rest is refused.
    """
    groups, holders = _Groups(records), _holders(records)
    refused = _join_linked(groups, links) + _poor_keys(holders, policy)
    for key, left, right in _pairs(records, holders, policy):
        sides = groups.apart(left, right)
        if sides is None:
            continue
        against = _parted(*sides, links) or _forbidden(records, *sides, policy)
        if against:
            refused.append(Refused(left, right, key, against))
        else:
            groups.join(left, right)
    return Clusters(tuple(tuple(groups.members[each]) for each in sorted(groups.members)), tuple(refused))


def _join_linked(groups: _Groups, links: Links) -> list[Refused]:
    """Join the pairs that people joined; returns those that another decision of theirs forbids."""
    refused = []
    for left, right in sorted(pair for pair in links.same if groups.members.keys() >= set(pair)):
        sides = groups.apart(left, right)
        if sides is None:
            continue
        if against := _parted(*sides, links):
            refused.append(Refused(left, right, MUST_LINK, against))
        else:
            groups.join(left, right)
    return refused


def _parted(left: Sequence[int], right: Sequence[int], links: Links) -> tuple[Veto, ...]:
    """The first cross pair that a person parted."""
    for a, b in sorted((min(pair), max(pair)) for pair in product(left, right)) if links.different else ():
        if (a, b) in links.different:
            return (Veto("person", "cannot-link", links.names.get(a, str(a)), links.names.get(b, str(b))),)
    return ()


def _holders(records: Mapping[int, Compared]) -> dict[tuple[str, str], list[int]]:
    """Ids by match key, ascending."""
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for each in sorted(records):
        for key in records[each].keys:
            holders[key].append(each)
    return holders


def _poor_keys(holders: Mapping[tuple[str, str], Sequence[int]], policy: MatchPolicy) -> list[Refused]:
    """For a key on too many records one item that says so; it joins none of them."""
    return [
        Refused(ids[0], ids[1], key, (Veto(key[0], "poor-key", key[1], str(len(ids))),))
        for key, ids in sorted(holders.items())
        if len(ids) > policy.max_holders
    ]


def _pairs(
    records: Mapping[int, Compared], holders: Mapping[tuple[str, str], Sequence[int]], policy: MatchPolicy
) -> list[tuple[tuple[str, str], int, int]]:
    """Every pair that shares a key, once, in an order that has nothing to do with arrival."""
    good = ((key, ids) for key, ids in holders.items() if len(ids) <= policy.max_holders)
    pairs = ((key, a, b) for key, ids in good for a, b in combinations(ids, 2))
    seen: set[tuple[int, int]] = set()
    ordered = []
    for key, a, b in sorted(pairs, key=lambda pair: (-_weight(records, pair[1:]), pair)):
        if (a, b) not in seen:
            seen.add((a, b))
            ordered.append((key, a, b))
    return ordered


def _weight(records: Mapping[int, Compared], pair: tuple[int, int]) -> int:
    """How many keys the pair shares: the surest pairs join first."""
    return len(records[pair[0]].keys & records[pair[1]].keys)


def _forbidden(
    records: Mapping[int, Compared], left: Sequence[int], right: Sequence[int], policy: MatchPolicy
) -> tuple[Veto, ...]:
    """The vetoes of the first cross pair that must not be together, or that the group would be too large."""
    for a, b in product(left, right):
        if found := vetoes(records[a].features, records[b].features, policy):
            return found
    if len(left) + len(right) > policy.max_members:
        return (Veto("members", "too-many", str(len(left)), str(len(right))),)
    return ()
