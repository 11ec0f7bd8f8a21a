"""Judging all records at once: a first publication, or a changed policy, leaves hardly any that has not to be judged.

The same edges and limits as batch by batch (judging.py), but each table is read once, in its order, and pairs are
compared in rows of numbers. It takes some 2.5 kB of memory for each record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import combinations, groupby
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection

from metadata.store import match_index as index
from metadata.store import match_whole as store
from metadata.store.match_index import CAPPED, POOR, Bond, Limit
from metadata.titles import bonds
from transforms.match.blocking import COMPARED, Block, Blocks
from transforms.match.candidates import candidates
from transforms.match.decision import MATCH, Compared
from transforms.match.edges import Judge, Known, poor_keys
from transforms.match.features import Features, unpacked
from transforms.match.keys import IDENTIFIERS, ISBN, PRINT, PROOFS, WORK_KIND, Key
from transforms.match.links import Pair
from transforms.match.outline import read
from transforms.match.policy import MatchPolicy

AT_HAND = 20_000  # records whose features are unpacked
NAMED = IDENTIFIERS | {WORK_KIND}  # the keys that are asked of a pair, beside those that bring it together


class Stirred(NamedTuple):
    """Source records by what has become of their edges."""

    titles: set[int]  # their titles may change
    families: set[int]  # their expressions or works may


def judge_everything(connection: Connection, policy: MatchPolicy) -> Stirred:
    """Write the edges and limits of all live records anew; returns for which of them these are others than before."""
    work = _Everything(connection, policy)
    limits, before = work.limits(), index.limits(connection)
    store.replace_limits(connection, limits)
    changed = bonds.keep(connection, store.all_bonds(connection), work.bonds())
    doubted = {each.key for each in work.poor} | {(each.kind, each.value) for each in before if each.why == POOR}
    stirred = Stirred({each for ids in index.holders(connection, doubted).values() for each in ids}, set())
    for left, right, level in changed:
        (stirred.titles if level == "P" else stirred.families).update((left, right))
    return stirred


class _Everything:
    """All live records by their places in the order of vendors and vendors' ids, and which share what."""

    def __init__(self, connection: Connection, policy: MatchPolicy) -> None:
        self.policy = policy
        self.ids, self._packed = store.live_sides(connection)
        self._keys, self.blocks, self.works = _shared(connection, {id: place for place, id in enumerate(self.ids)})
        self._features = lru_cache(maxsize=AT_HAND)(self._unpacked)
        self.poor = poor_keys(self.blocks, self._features, policy)
        self._bad = frozenset(each.key for each in self.poor)
        self._found = candidates(self.blocks, self._features, policy, self._bad)

    def limits(self) -> list[Limit]:
        """The keys that find nothing."""
        poor = [Limit(*each.key, POOR, len(each.ids)) for each in self.poor]
        names = {(each.kind, each.value) for each in self._found.capped if each.kind not in PROOFS}
        rows = zip(self.blocks.kinds.tolist(), self.blocks.values, self.blocks.sizes.tolist(), strict=True)
        sizes = ((COMPARED[kind], str(value), size) for kind, value, size in rows)
        capped = [Limit(kind, value, CAPPED, size) for kind, value, size in sizes if (kind, value) in names]
        cap = self.policy.caps.block
        works = [Limit(each.kind, str(each.value), CAPPED, len(each.ids)) for each in self.works if len(each.ids) > cap]
        return [*poor, *capped, *works]

    def bonds(self) -> Iterator[Bond]:
        """All edges."""
        judge = Judge(Known(self._keys.__getitem__, self._features, self._outline), self.policy, self._bad)
        kin = {
            pair for each in self.works if len(each.ids) <= self.policy.caps.block for pair in combinations(each.ids, 2)
        }
        for lot in self._found.lots:
            one = set[Pair]()
            for left, right, judged in judge.answers(lot):
                if judged.decision == MATCH:
                    one.add((left, right))
                yield bonds.of_title((self.ids[left], self.ids[right]), judged)
            kin.update(pair for pair in lot.ends if pair not in one and self._may_be_kin(pair))
        yield from self._kin(kin)

    def _kin(self, pairs: Iterable[Pair]) -> Iterator[Bond]:
        """Edges between titles of one expression or work."""
        for left, right in sorted(pairs):
            pair = self.ids[left], self.ids[right]
            bond = bonds.of_kin(pair, self._compared(left), self._compared(right), self.policy, self._bad)
            if bond is not None:
                yield bond

    def _may_be_kin(self, pair: Pair) -> bool:
        return bonds.may_be_kin(self._keys[pair[0]], self._keys[pair[1]])

    def _compared(self, place: int) -> Compared:
        return Compared(self._keys[place], self._features(place))

    def _unpacked(self, place: int) -> Features:
        return unpacked(self._packed[place])

    def _outline(self, place: int) -> bytes:
        return read(self._packed[place])


def _shared(connection: Connection, places: Mapping[int, int]) -> tuple[list[frozenset[Key]], Blocks, list[Block]]:
    """The identifiers of each record, the blocks that find partners, and the works of several records."""
    named: list[list[Key]] = [[] for _ in places]
    own, blocks, works = dict[str, list[int]](), list[Block](), list[Block]()
    for (kind, value), rows in groupby(store.keys_of(connection, (*COMPARED, WORK_KIND)), key=itemgetter(1)):
        ids = sorted(places[id] for id, _ in rows if id in places)
        if kind in NAMED:
            for each in ids:
                named[each].append((kind, value))
        if kind == ISBN:
            own[value] = ids
        elif kind == PRINT and ids:  # comes behind ISBN, by its name
            ids = sorted({*ids, *own.get(value, ())})
        if len(ids) > 1:
            (works if kind == WORK_KIND else blocks).append(Block(kind, value, ids))
    return [frozenset(each) for each in named], Blocks.of(blocks), works
