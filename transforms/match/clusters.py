"""Groups of records that are one title: union-find over matching pairs, with every cross pair checked for vetoes.

The result depends on the records only, never on the order in which they arrive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import NamedTuple

from transforms.match.decision import Compared, Veto, vetoes
from transforms.match.policy import MatchPolicy


class Refused(NamedTuple):
    """A pair that shares a key but may not be one title: an item for a person."""

    left: int
    right: int
    key: tuple[str, str]
    vetoes: tuple[Veto, ...]


class Clusters(NamedTuple):
    """Groups of source-record ids, each ascending, in order of their smallest id; and the pairs that were refused."""

    groups: tuple[tuple[int, ...], ...]
    refused: tuple[Refused, ...]


def cluster(records: Mapping[int, Compared], policy: MatchPolicy) -> Clusters:
    """Group records (by source-record id) that share a key and no veto forbids to be together."""
    group_of: dict[int, int] = {each: each for each in records}
    members: dict[int, list[int]] = {each: [each] for each in records}
    holders = _holders(records)
    refused = _poor_keys(holders, policy)
    for key, left, right in _pairs(records, holders, policy):
        a, b = group_of[left], group_of[right]
        if a == b:
            continue
        against = _forbidden(records, members[a], members[b], policy)
        if against:
            refused.append(Refused(left, right, key, against))
            continue
        keep, gone = min(a, b), max(a, b)
        members[keep] = sorted(members[keep] + members.pop(gone))
        for each in members[keep]:
            group_of[each] = keep
    return Clusters(tuple(tuple(members[each]) for each in sorted(members)), tuple(refused))


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
