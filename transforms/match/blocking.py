"""Which records are worth comparing: those that share a key, each pair once, within limits that are told.

Everything here is local: whether a pair is compared depends on the blocks of its two records only, so that what is
recomputed for some records is what a full run finds for them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from transforms.match.features import Features
from transforms.match.keys import BLOCKS, IDENTIFIERS, ISBN, KINDS, PRINT, significant
from transforms.match.policy import MatchPolicy

Pair = tuple[int, int]  # ids of two records, ascending
Value = Hashable  # of a key: text, or a number that stands for it
Named = tuple[str, Value]  # kind and value of a key
Holders = Mapping[str, Mapping[Value, Sequence[int]]]  # kind → value → ids of the records that share it, ascending
# A record, those of greater ids with which it shares an identifier, each with the surest, and with blocking keys only:
Fan = tuple[int, Mapping[int, Named], Collection[int]]
FeaturesOf = Callable[[int], Features]

COMPARED = (*(name for name in KINDS if name in IDENTIFIERS), *BLOCKS)  # kinds in the order in which they find pairs
_ORDER = {name: place for place, name in enumerate(COMPARED)}


class Capped(NamedTuple):
    """A block that is too large to be compared, however it is divided."""

    kind: str
    value: Value
    size: int


class Candidates(NamedTuple):
    """The pairs to be compared, each once, and what was left out."""

    fans: Iterator[Fan]
    capped: tuple[Capped, ...]
    cut: frozenset[int]  # records with more partners than may be compared


_Block = tuple[str, Value, Sequence[int]]  # kind, value, ids


def holders_of(rows: Iterable[tuple[Value, int]]) -> dict[Value, list[int]]:
    """Value → ids, of the values that at least two records have; (value, id) in any order, each once."""
    first: dict[Value, int] = {}
    shared: dict[Value, list[int]] = {}
    for value, id in rows:
        one = first.setdefault(value, id)
        if one != id:
            if value in shared:
                shared[value].append(id)
            else:
                shared[value] = [one, id]
    for ids in shared.values():
        ids.sort()
    return shared


def with_prints(isbns: Iterable[tuple[Value, int]], prints: Iterable[tuple[Value, int]]) -> dict[Value, list[int]]:
    """Holders of print ISBNs: the e-book of one vendor may have as its own what another calls the printed book's."""
    named: dict[Value, set[int]] = defaultdict(set)
    for value, id in prints:
        named[value].add(id)
    for value, id in isbns:
        if value in named:
            named[value].add(id)
    return {value: sorted(ids) for value, ids in named.items() if len(ids) > 1}


def shared_keys_of(keys: Mapping[int, Iterable[tuple[str, str]]]) -> dict[str, dict[Value, list[int]]]:
    """The same for all kinds at once: id → keys of records gives kind → value → ids."""
    rows: dict[str, list[tuple[Value, int]]] = {name: [] for name in COMPARED}
    for id, found in keys.items():
        for kind, value in found:
            if kind in rows:
                rows[kind].append((value, id))
    shared = {kind: holders_of(pairs) for kind, pairs in rows.items() if kind != PRINT}
    return {**shared, PRINT: with_prints(rows[ISBN], rows[PRINT])}


def candidates(holders: Holders, features: FeaturesOf, policy: MatchPolicy) -> Candidates:
    """The pairs of records that share a key, in no order that matters.

    A block above the cap is divided by year, then by the third word of the title; what is still too large is left
    out and told. A record with too many partners is compared with the first of them: those of identifiers, then those
    of small blocks.
    """
    capped: list[Capped] = []
    held: dict[int, list[_Block]] = defaultdict(list)
    for kind in COMPARED:
        for value, ids in holders.get(kind, {}).items():
            small = (
                (ids,) if len(ids) <= policy.caps.block else _small_parts(kind, value, ids, features, policy, capped)
            )
            for part in small:
                block = kind, value, part
                for id in part:
                    held[id].append(block)
    chosen = _chosen(held, policy.caps.comparisons)
    order = sorted(capped, key=lambda each: (_ORDER[each.kind], str(each.value)))
    return Candidates(_fans(held, chosen), tuple(order), frozenset(chosen))


def _small_parts(
    kind: str, value: Value, ids: Sequence[int], features: FeaturesOf, policy: MatchPolicy, capped: list[Capped]
) -> Iterator[Sequence[int]]:
    """The parts of a block that are small enough; the others are added to `capped`."""
    cap = policy.caps.block
    for by_year in _divided(ids, lambda id: features(id).years or (0,)):
        parts = [by_year] if len(by_year) <= cap else _divided(by_year, lambda id: _third(features(id), policy))
        for part in parts:
            if len(part) > cap:
                capped.append(Capped(kind, value, len(part)))
            else:
                yield part


def _divided(ids: Iterable[int], values: Callable[[int], Iterable[Hashable]]) -> list[list[int]]:
    """Ids by value; one with several values is in several parts, one that is alone in none."""
    parts: dict[Hashable, list[int]] = defaultdict(list)
    for id in ids:
        for value in values(id):
            parts[value].append(id)
    return [part for part in parts.values() if len(part) > 1]


def _third(features: Features, policy: MatchPolicy) -> tuple[str, ...]:
    return tuple(significant(features.title, policy)[2:3]) or ("",)


def _chosen(held: Mapping[int, Sequence[_Block]], most: int) -> dict[int, dict[int, _Block]]:
    """Of those records that have too many: the partners with which each is compared, and the block that found them."""
    found = {}
    for id, blocks in held.items():
        if sum([len(ids) for _, _, ids in blocks]) - len(blocks) > most:
            partners = _partners(id, blocks, most)
            if partners is not None:
                found[id] = partners
    return found


def _partners(id: int, blocks: Iterable[_Block], most: int) -> dict[int, _Block] | None:
    """The partners of a record, those of the surest kind and of the smallest block first; None where all may be."""
    found: dict[int, _Block] = {}
    for block in sorted(blocks, key=lambda each: (_ORDER[each[0]], len(each[2]), str(each[1]), each[2])):
        for other in block[2]:
            if other != id and other not in found:
                if len(found) == most:
                    return found
                found[other] = block
    return None


def _fans(held: Mapping[int, Sequence[_Block]], chosen: Mapping[int, Mapping[int, _Block]]) -> Iterator[Fan]:
    """The pairs of every record with those behind it; the order of records keeps those of a block near each other."""
    cut = frozenset(chosen)
    for left, blocks in held.items():
        proved, alike = _chosen_behind(left, chosen[left]) if left in cut else _behind(left, blocks)
        if not cut.isdisjoint(proved) or not cut.isdisjoint(alike):
            for right in cut.intersection((*proved, *alike)):
                if left not in chosen[right]:
                    proved.pop(right, None)
                    alike.discard(right)
        if proved or alike:
            yield left, proved, alike


def _behind(left: int, blocks: Iterable[_Block]) -> tuple[dict[int, Named], set[int]]:
    """The greater ids in the blocks of a record: those of identifiers, each with the surest, and the others."""
    proved: dict[int, Named] = {}
    alike: set[int] = set()
    last: Sequence[int] = ()
    for kind, value, ids in blocks:
        if ids[-1] == left or ids == last:
            continue
        last = ids
        behind = ids[bisect_right(ids, left) :]
        if kind not in IDENTIFIERS:
            alike.update(behind)
            continue
        for right in behind:
            if right not in proved:
                proved[right] = kind, value
    if proved:
        alike.difference_update(proved)
    return proved, alike


def _chosen_behind(left: int, partners: Mapping[int, _Block]) -> tuple[dict[int, Named], set[int]]:
    """The same of a record whose partners are chosen."""
    behind = {right: block for right, block in partners.items() if right > left}
    proved = {right: block[:2] for right, block in behind.items() if block[0] in IDENTIFIERS}
    return proved, behind.keys() - proved
