"""Which records are worth comparing: those that share a key, each pair once, within limits that are told.

Everything here is local: whether a pair is compared depends on the blocks of its two records only, so that what is
recomputed for some records is what a full run finds for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from transforms.match.blocking import COMPARED, ORDER, Block, Blocks, Flags, Ints, Value, is_first, spread
from transforms.match.features import Features
from transforms.match.keys import K1, K2, K3, K4, TIERS, Key, significant
from transforms.match.links import Pair
from transforms.match.policy import MatchPolicy

FeaturesOf = Callable[[int], Features]

# What a pair shares: a good identifier of the edition, another one, a print ISBN alone, or blocking keys only
SURE, PROVED, PRINTED, ALIKE = range(4)
_MEANING_BITS = 2
AT_ONCE = 1_000_000  # pairs in hand, the same one found by several keys counted each time


class Capped(NamedTuple):
    """A block that is too large to be compared, however it is divided."""

    kind: str
    value: Value
    size: int


class Pairs(NamedTuple):
    """Pairs of records, each once, in an order that keeps those of a block near each other."""

    left: Ints  # the smaller ids
    right: Ints
    means: Ints  # SURE, PROVED, PRINTED or ALIKE

    def some(self, wanted: Flags) -> Pairs:
        """Some of them."""
        return Pairs(*(each[wanted] for each in self))

    @property
    def ends(self) -> Iterator[Pair]:
        """The pairs one by one."""
        return zip(self.left.tolist(), self.right.tolist(), strict=True)


class Candidates(NamedTuple):
    """The pairs to be compared, each in one of the lots, and what was left out."""

    lots: Iterator[Pairs]
    capped: tuple[Capped, ...]
    cut: frozenset[int]  # records with more partners than may be compared


def candidates(
    blocks: Blocks, features: FeaturesOf, policy: MatchPolicy, poor: Collection[Key] = frozenset()
) -> Candidates:
    """The pairs of records that share a key; `poor` identifiers make none of them sure.

    A block above the cap is divided by year, then by the third word of the title; what is still too large is left
    out and told. A record with too many partners is compared with the first of them: those of identifiers, then those
    of small blocks.
    """
    capped: list[Capped] = []
    small = _small(blocks, features, policy, capped)
    chosen = _chosen(small, policy.caps.comparisons)
    order = sorted(capped, key=lambda each: (ORDER[each.kind], str(each.value)))
    return Candidates(_lots(small, _meanings(small, poor), chosen), tuple(order), frozenset(chosen))


def _small(blocks: Blocks, features: FeaturesOf, policy: MatchPolicy, capped: list[Capped]) -> Blocks:
    """Blocks that are small enough, the large ones in parts; parts that are still too large are added to `capped`."""
    is_large = blocks.sizes > policy.caps.block
    if not is_large.any():
        return blocks
    large = map(blocks.block, np.flatnonzero(is_large).tolist())
    parts = Blocks.of([part for block in large for part in _small_parts(block, features, policy, capped)])
    return blocks.taken(np.flatnonzero(~is_large)).with_others(parts)


def _small_parts(block: Block, features: FeaturesOf, policy: MatchPolicy, capped: list[Capped]) -> Iterator[Block]:
    cap = policy.caps.block
    for by_year in _divided(block.ids, lambda id: features(id).years or (0,)):
        parts = [by_year] if len(by_year) <= cap else _divided(by_year, lambda id: _third(features(id), policy))
        for part in parts:
            if len(part) > cap:
                capped.append(Capped(block.kind, block.value, len(part)))
            else:
                yield block._replace(ids=part)


def _divided(ids: Iterable[int], values: Callable[[int], Iterable[Hashable]]) -> list[list[int]]:
    """Ids by value; one with several values is in several parts, one that is alone in none."""
    parts: dict[Hashable, list[int]] = defaultdict(list)
    for id in ids:
        for value in values(id):
            parts[value].append(id)
    return [part for part in parts.values() if len(part) > 1]


def _third(features: Features, policy: MatchPolicy) -> tuple[str, ...]:
    return tuple(significant(features.title, policy)[2:3]) or ("",)


_BY_TIER = {K1: SURE, K2: PROVED, K3: PRINTED, K4: ALIKE}


def _meanings(blocks: Blocks, poor: Collection[Key]) -> Ints:
    """What each block tells of its pairs."""
    found = np.array([_BY_TIER[TIERS[name]] for name in COMPARED], np.int64)[blocks.kinds]
    sure = np.flatnonzero(found == SURE).tolist() if poor else ()
    bad = [each for each in sure if (COMPARED[blocks.kinds[each]], blocks.values[each]) in poor]
    found[bad] = PROVED
    return found


def _chosen(blocks: Blocks, most: int) -> dict[int, list[int]]:
    """Of those records that have too many: the partners with which each is compared."""
    sizes = blocks.sizes
    load = np.bincount(blocks.ids, weights=np.repeat(sizes - 1, sizes))
    is_crowded = (load > most)[blocks.ids]
    ids, numbers = blocks.ids[is_crowded], np.repeat(np.arange(len(sizes)), sizes)[is_crowded]
    known = {number: blocks.block(number) for number in np.unique(numbers).tolist()}
    order = sorted(
        known.items(), key=lambda each: (ORDER[each[1].kind], len(each[1].ids), str(each[1].value), each[1].ids)
    )
    rank = {number: place for place, (number, _) in enumerate(order)}
    theirs: dict[int, list[int]] = defaultdict(list)
    for id, number in zip(ids.tolist(), numbers.tolist(), strict=True):
        theirs[id].append(rank[number])
    found = {}
    for id, places in theirs.items():
        partners = _partners(id, (order[place][1].ids for place in sorted(places)), most)
        if partners is not None:
            found[id] = partners
    return found


def _partners(id: int, blocks: Iterable[Sequence[int]], most: int) -> list[int] | None:
    """The first partners of a record; None where all may be."""
    found = {id: None}
    for block in blocks:
        for other in block:
            if other not in found:
                if len(found) > most:
                    return list(found)[1:]
                found[other] = None
    return None


def _lots(blocks: Blocks, means: Ints, chosen: Mapping[int, Sequence[int]]) -> Iterator[Pairs]:
    """The pairs of every record with those behind it; records of a block come near each other."""
    if not len(blocks.ids):
        return
    sizes, count = blocks.sizes, int(blocks.ids.max()) + 1
    block = np.repeat(np.arange(len(sizes)), sizes)
    home = np.full(count, len(sizes))
    home[blocks.ids[::-1]] = block[::-1]  # the first block of each record: the last that is written stays
    order = np.argsort(home)
    turn = np.empty(count, np.int64)
    turn[order] = np.arange(count)
    behind = blocks.starts[1:][block] - np.arange(1, len(block) + 1)
    places = np.flatnonzero(behind)
    turns = turn[blocks.ids[places]]
    by_turn = np.argsort(turns)
    places, turns = places[by_turn], turns[by_turn]
    behind, means = behind[places], means[block[places]]
    bits = count.bit_length()
    only = _Only(chosen, bits)
    for start, end in _parts(turns, behind):
        each = slice(start, end)
        codes = np.repeat(turns[each], behind[each]) << bits | blocks.ids[spread(places[each] + 1, behind[each])]
        codes = codes << _MEANING_BITS | np.repeat(means[each], behind[each])
        codes.sort()
        codes = codes[is_first(codes >> _MEANING_BITS)]
        pairs = codes >> _MEANING_BITS
        found = Pairs(order[pairs >> bits], pairs & ((1 << bits) - 1), codes & ((1 << _MEANING_BITS) - 1))
        yield only.of(found)


def _parts(turns: Ints, counts: Ints) -> Iterator[tuple[int, int]]:
    """(start, end) of rows of about AT_ONCE pairs; those of one record stay together."""
    ends = np.cumsum(counts)
    start = 0
    while start < len(turns):
        before = int(ends[start - 1]) if start else 0
        last = int(np.searchsorted(ends, before + AT_ONCE))
        end = int(np.searchsorted(turns, turns[min(last, len(turns) - 1)], side="right"))
        yield start, end
        start = end


class _Only:
    """Pairs without those of records that are compared with others only."""

    def __init__(self, chosen: Mapping[int, Sequence[int]], bits: int) -> None:
        self._bits = bits
        counts = [len(partners) for partners in chosen.values()]
        self._cut = np.zeros(1 << bits, np.bool_)
        self._cut[list(chosen)] = True
        ids = np.repeat(np.fromiter(chosen, np.int64, len(chosen)), counts)
        others = np.array([each for partners in chosen.values() for each in partners], np.int64)
        self._wanted = np.sort(ids << bits | others)

    def of(self, pairs: Pairs) -> Pairs:
        """Those that both records may be compared for."""
        if not len(self._wanted):
            return pairs
        may = self._may(pairs.left, pairs.right) & self._may(pairs.right, pairs.left)
        return pairs.some(may)

    def _may(self, ids: Ints, others: Ints) -> Flags:
        may = ~self._cut[ids]
        asked = np.flatnonzero(~may)
        codes = ids[asked] << self._bits | others[asked]
        places = np.minimum(np.searchsorted(self._wanted, codes), len(self._wanted) - 1)
        may[asked] = self._wanted[places] == codes
        return may
