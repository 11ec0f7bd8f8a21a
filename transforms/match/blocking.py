"""Which records are worth comparing: those that share a key, each pair once, within limits that are told.

Everything here is local: whether a pair is compared depends on the blocks of its two records only, so that what is
recomputed for some records is what a full run finds for them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from transforms.match.features import Features
from transforms.match.keys import BLOCKS, IDENTIFIERS, ISBN, KINDS, PRINT, significant
from transforms.match.policy import MatchPolicy

Pair = tuple[int, int]  # ids of two records, ascending
Value = Hashable  # of a key: text, or a number that stands for it
Holders = Mapping[str, Mapping[Value, Sequence[int]]]  # kind → value → ids of the records that share it, ascending
FeaturesOf = Callable[[int], Features]

COMPARED = (*(name for name in KINDS if name in IDENTIFIERS), *BLOCKS)  # kinds in the order in which they find pairs
_ORDER = {name: place for place, name in enumerate(COMPARED)}


class Capped(NamedTuple):
    """A block that is too large to be compared, however it is divided."""

    kind: str
    value: Value
    size: int


class Candidates(NamedTuple):
    """The pairs to be compared, each once, and what was left out. `alike` is to be read when `proved` is at its end."""

    proved: Iterator[Pair]  # of those that share an identifier
    alike: Iterator[Pair]  # of those that share blocking keys only
    capped: tuple[Capped, ...]
    cut: frozenset[int]  # records with more partners than may be compared


class _Block(NamedTuple):
    kind: str
    value: Value
    ids: Sequence[int]


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
    blocks = [block for found in _blocks(holders) for block in _within(found, features, policy, capped)]
    chosen = _chosen(blocks, policy.caps.comparisons)
    order = sorted(capped, key=lambda each: (_ORDER[each.kind], str(each.value)))
    seen: set[int] = set()
    proving = [each for each in blocks if each.kind in IDENTIFIERS]
    others = blocks[len(proving) :]  # kinds come in their order
    return Candidates(_pairs(proving, chosen, seen), _pairs(others, chosen, seen), tuple(order), frozenset(chosen))


def _blocks(holders: Holders) -> Iterator[_Block]:
    for kind in COMPARED:
        for value, ids in holders.get(kind, {}).items():
            yield _Block(kind, value, ids)


def _within(block: _Block, features: FeaturesOf, policy: MatchPolicy, capped: list[Capped]) -> Iterator[_Block]:
    """The block, or its parts that are small enough."""
    cap = policy.caps.block
    if len(block.ids) <= cap:
        yield block
        return
    for by_year in _divided(block.ids, lambda id: features(id).years or (0,)):
        parts = [by_year] if len(by_year) <= cap else _divided(by_year, lambda id: _third(features(id), policy))
        for ids in parts:
            if len(ids) > cap:
                capped.append(Capped(block.kind, block.value, len(ids)))
            else:
                yield block._replace(ids=ids)


def _divided(ids: Iterable[int], values: Callable[[int], Iterable[Hashable]]) -> list[list[int]]:
    """Ids by value; one with several values is in several parts, one that is alone in none."""
    parts: dict[Hashable, list[int]] = defaultdict(list)
    for id in ids:
        for value in values(id):
            parts[value].append(id)
    return [part for part in parts.values() if len(part) > 1]


def _third(features: Features, policy: MatchPolicy) -> tuple[str, ...]:
    return tuple(significant(features.title, policy)[2:3]) or ("",)


def _chosen(blocks: Sequence[_Block], most: int) -> dict[int, set[int]]:
    """Record → the partners with which it is compared, of those records that have too many."""
    load: Counter[int] = Counter()
    for block in blocks:
        others = len(block.ids) - 1
        for id in block.ids:
            load[id] += others
    busy = {id for id, count in load.items() if count > most}
    if not busy:
        return {}
    of_busy: dict[int, list[_Block]] = defaultdict(list)
    for block in blocks:
        for id in busy.intersection(block.ids):
            of_busy[id].append(block)
    partners = {id: _partners(id, found) for id, found in of_busy.items()}
    return {id: set(found[:most]) for id, found in partners.items() if len(found) > most}


def _partners(id: int, blocks: Sequence[_Block]) -> list[int]:
    """The partners of a record, those of the surest kind and of the smallest block first."""
    ordered = sorted(blocks, key=lambda each: (_ORDER[each.kind], len(each.ids), str(each.value), each.ids))
    return list(dict.fromkeys(other for block in ordered for other in block.ids if other != id))


def _pairs(blocks: Iterable[_Block], chosen: Mapping[int, set[int]], seen: set[int]) -> Iterator[Pair]:
    for block in blocks:
        for pair in combinations(block.ids, 2):
            left, right = pair
            mark = left << 32 | right
            if mark in seen:
                continue
            seen.add(mark)
            if not chosen or (right in chosen.get(left, (right,)) and left in chosen.get(right, (left,))):
                yield pair
