"""Groups of records that are one title: union-find over edges, the surest first, with every cross pair checked.

The result depends on the records and on what people decided, never on the order in which they arrive: whoever calls
numbers the records by vendor and vendor's id, not by arrival.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from transforms.match.blocking import shared_keys_of
from transforms.match.candidates import Capped, candidates
from transforms.match.decision import MATCH, REVIEW, SURE, Compared, shared_keys, tier_of_pair
from transforms.match.edges import Edge, Known, Poor, edges_of, poor_keys
from transforms.match.keys import Key
from transforms.match.links import NO_LINKS, Links, Pair
from transforms.match.pairs import Veto
from transforms.match.policy import MatchPolicy
from transforms.match.title_vetoes import OF_SCORE
from transforms.match.vetoes import vetoes

MUST_LINK = ("person", "must-link")  # in the place of the key, for a pair that a person joins
TOO_MANY = "too-many"  # the reason of the veto against a group that would be too large
SCORE = "score"  # in the place of the kind, for a pair that shares no identifier: ("score", "0.87")


class Refused(NamedTuple):
    """A pair that is a case for a person: it may be one title, or would be but for what stands in the way."""

    left: int
    right: int
    key: Key
    vetoes: tuple[Veto, ...]
    by: Pair | None = None  # the members of their groups that must not be together, where it is not the pair itself


class _Against(NamedTuple):
    """What forbids a union, and between whom."""

    vetoes: tuple[Veto, ...]
    by: Pair | None = None


class Clusters(NamedTuple):
    """Groups of source-record ids, each ascending, in order of their smallest id; and the pairs that were refused."""

    groups: tuple[tuple[int, ...], ...]
    refused: tuple[Refused, ...]
    edges: tuple[Edge, ...] = ()  # by which records were joined
    capped: tuple[Capped, ...] = ()  # blocks that were too large to be compared


class Joined(NamedTuple):
    """What became of edges: groups of more than one record, the edges that joined them, and what was refused."""

    groups: tuple[tuple[int, ...], ...]
    edges: tuple[Edge, ...]
    refused: tuple[Refused, ...]


class _Groups:
    """Union-find in which every record knows its group; one that was never joined is a group of its own."""

    def __init__(self) -> None:
        self._of: dict[int, list[int]] = {}

    def of(self, id: int) -> Sequence[int]:
        """The members of the group of a record, ascending; of one group always the same object."""
        return self._of.get(id) or (id,)

    def join(self, left: Sequence[int], right: Sequence[int]) -> None:
        """Make one group of two."""
        together = sorted((*left, *right))
        for each in together:
            self._of[each] = together

    def all(self) -> tuple[tuple[int, ...], ...]:
        """The groups of more than one record, in order of their smallest id."""
        return tuple(tuple(group) for id, group in sorted(self._of.items()) if group[0] == id)


def cluster(records: Mapping[int, Compared], policy: MatchPolicy, links: Links = NO_LINKS) -> Clusters:
    """Group records (by source-record id) that match, or that people joined, and nothing forbids to be together.

    A pair that people joined needs no key and heeds no veto; one that they parted is in no group, not even by way of
    others. Where both contradict each other through a chain, the joins are made in the order of their ids as far as
    they go, and the rest is refused.
    """
    blocks = shared_keys_of({id: each.keys for id, each in records.items()})
    poor = poor_keys(blocks, lambda id: records[id].features, policy)
    stopped = frozenset(each.key for each in poor)
    found = candidates(blocks, lambda id: records[id].features, policy, stopped)
    known = Known.of(records.__getitem__)
    edges = edges_of(found, known, policy, stopped)
    told = Links(frozenset(pair for pair in links.same if records.keys() >= set(pair)), links.different, links.names)
    joined = join(edges, known, policy, stopped, told)
    alone = records.keys() - {each for group in joined.groups for each in group}
    groups = sorted((*joined.groups, *((each,) for each in alone)))
    return Clusters(tuple(groups), (*map(_poor_item, poor), *joined.refused), joined.edges, found.capped)


def _poor_item(poor: Poor) -> Refused:
    """One item that says so; it joins none of its records."""
    kind, value = poor.key
    left, right = poor.ids[:2]
    return Refused(left, right, poor.key, (Veto(kind, "poor-key", value, str(len(poor.ids))),))


def join(
    edges: Sequence[Edge],
    known: Known,
    policy: MatchPolicy,
    poor: Collection[Key] = frozenset(),
    links: Links = NO_LINKS,
) -> Joined:
    """Join the records of edges, which are given the surest first; what people joined goes before them."""
    groups, refused = _Groups(), list[Refused]()
    house = _House(known, policy, poor, {each.left << 32 | each.right for each in edges if each.decision == MATCH})
    _join_linked(groups, links, refused)
    used, doubtful = [], []
    for edge in edges:
        if edge.decision == REVIEW:
            doubtful.append(edge)
            continue
        left, right = groups.of(edge.left), groups.of(edge.right)
        if left is right:
            continue
        against = (_parted(left, right, links) if links.different else None) or _forbidden(left, right, house)
        if against:
            refused.append(_refused(edge.left, edge.right, _key(edge, known, poor), against))
        else:
            groups.join(left, right)
            used.append(edge)
    refused += _still_doubtful(doubtful, groups, known, poor, links)
    return Joined(groups.all(), tuple(used), tuple(refused))


def _join_linked(groups: _Groups, links: Links, refused: list[Refused]) -> None:
    """Join the pairs that people joined; what another decision of theirs forbids is refused."""
    for a, b in sorted(links.same):
        left, right = groups.of(a), groups.of(b)
        if left is right:
            continue
        if against := _parted(left, right, links):
            refused.append(_refused(a, b, MUST_LINK, against))
        else:
            groups.join(left, right)


def _refused(left: int, right: int, key: Key, against: _Against) -> Refused:
    return Refused(left, right, key, against.vetoes, None if against.by == (left, right) else against.by)


def _parted(left: Sequence[int], right: Sequence[int], links: Links) -> _Against | None:
    """The first cross pair that a person parted."""
    for a, b in sorted((min(pair), max(pair)) for pair in product(left, right)) if links.different else ():
        if (a, b) in links.different:
            veto = Veto("person", "cannot-link", links.names.get(a, str(a)), links.names.get(b, str(b)))
            return _Against((veto,), (a, b))
    return None


class _House(NamedTuple):
    """What a union is judged by."""

    known: Known
    policy: MatchPolicy
    poor: Collection[Key]
    sound: Collection[int]  # pairs that match by themselves, each as one number: nothing forbids them


def _forbidden(left: Sequence[int], right: Sequence[int], house: _House) -> _Against | None:
    """The vetoes of the first cross pair that must not be together, or that the group would be too large."""
    if len(left) + len(right) > house.policy.caps.members:
        return _Against((Veto("members", TOO_MANY, str(len(left)), str(len(right))),))
    if len(left) == len(right) == 1:  # they match by themselves
        return None
    pairs = [(a, b) if a < b else (b, a) for a in left for b in right]
    for a, b in sorted([pair for pair in pairs if pair[0] << 32 | pair[1] not in house.sound]):
        one, other = house.known.side(a), house.known.side(b)
        sure = tier_of_pair(one, other, house.poor) in SURE
        found = vetoes(one.features, other.features, house.policy, sure=sure)
        if against := tuple(each for each in found if each.reason not in OF_SCORE):  # what another member may tell
            return _Against(against, (a, b))
    return None


def _still_doubtful(
    edges: Iterable[Edge], groups: _Groups, known: Known, poor: Collection[Key], links: Links
) -> Iterator[Refused]:
    """Cases for a person, but for those that came together by others, and those that a person has parted."""
    for edge in edges:
        if groups.of(edge.left) is not groups.of(edge.right):
            parted = _parted((edge.left,), (edge.right,), links)
            yield Refused(edge.left, edge.right, _key(edge, known, poor), parted.vetoes if parted else edge.vetoes)


def _key(edge: Edge, known: Known, poor: Collection[Key]) -> Key:
    """The surest identifier that the pair shares; else its score."""
    shared = (key for key in shared_keys(known.keys(edge.left), known.keys(edge.right)) if key not in poor)
    return next(shared, (SCORE, f"{edge.score:.2f}"))
