"""Judging: the pairs of records that changed are looked up, compared, and kept as edges in the store.

What a full run would find for a pair depends on its two records and on the blocks they stand in. So beside the records
that changed those are looked at again whose blocks were divided, whose partners were too many, or whose identifier
became poor or good by that; all other edges stand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection

from metadata.store import match_index as index
from metadata.store import match_whole
from metadata.store import titles as store
from metadata.store.match_index import CAPPED, POOR, Bond, Limit
from metadata.titles import bonds
from metadata.titles.everything import judge_everything
from metadata.titles.sides import Holders, Shared, Sides
from transforms.match.blocking import COMPARED, Block, Blocks
from transforms.match.candidates import Candidates
from transforms.match.decision import MATCH
from transforms.match.edges import Judge, poor_keys
from transforms.match.keys import ISBN, PRINT, PROOFS, WORK_KIND, Key
from transforms.match.links import Pair
from transforms.match.policy import MatchPolicy

BATCH = 500  # records whose pairs are judged together
MANY, WORTH = 5_000, 10  # so many, and of so many records at most one each: all are judged at once, which is less work
AT_ONCE = 1_000_000  # records for which there is memory to do so
KEPT = 20_000  # records at hand from batch to batch: what one batch is compared with, the next often is too
PRINTS = (ISBN, PRINT)  # a record's own ISBN may be that of the printed book to another


@dataclass
class Judging:
    """One look at all that changed since the last publication."""

    connection: Connection
    policy: MatchPolicy
    done: set[int] = field(default_factory=set)
    stirred: set[int] = field(default_factory=set)  # records whose titles may change
    kindred: set[int] = field(default_factory=set)  # records whose expressions or works may
    lost: Counter[Key] = field(default_factory=Counter)
    _sides: Sides = field(init=False)

    def __post_init__(self) -> None:
        self._sides = Sides(self.connection)

    def run(self) -> None:
        """Bring the edges of the store up to date."""
        changed = store.changed_ids(self.connection)
        index.bury(self.connection)
        self.stirred.update(changed)
        if self._is_better_at_once(len(changed)):
            titles, families = judge_everything(self.connection, self.policy)
            self.stirred |= titles
            self.kindred |= families
        else:
            self._judge_changed(changed)
        index.forget_lost(self.connection)

    def _is_better_at_once(self, changed: int) -> bool:
        """True where hardly a record is as it was, and there is memory for all."""
        if changed < MANY:
            return False
        return match_whole.live_count(self.connection) <= min(changed * WORTH, AT_ONCE)

    def _judge_changed(self, changed: Sequence[int]) -> None:
        """What changed, batch by batch, and what has to be looked at because of it."""
        self.lost = Counter(index.lost_keys(self.connection))
        live = self._bereaved(changed)
        queue = _Queue(live, self._troubled_by_loss(frozenset(live)))
        for batch in queue:
            queue.add(self._judge(batch, queue.changed) - self.done)

    def _bereaved(self, changed: Sequence[int]) -> list[int]:
        """The live ones of changed records; edges of the deleted ones go, and their keys are lost."""
        dead = store.deleted_among(self.connection, changed)
        for each in index.sides(self.connection, dead).values():
            self.lost.update(each.keys)
        bonds = index.bonds(self.connection, dead, ("P", "E", "W"))
        self._stir(each[:3] for each in bonds)
        index.replace_bonds(self.connection, bonds, ())
        known = index.known(self.connection, changed)
        return [each for each in changed if each not in dead and each in known]

    def _troubled_by_loss(self, changed: frozenset[int]) -> set[int]:
        """Records beside the changed ones for which it counts that somebody else has a key no more."""
        wanted = _of_compared(self.lost)
        sides = Sides(self.connection)
        found = self._of_large_works(self.lost, changed)
        for keys in index.batches(sorted(wanted)):
            held = _held(self.connection, keys)
            near = {each for ids in held.values() for each in ids} - changed
            found |= self._crowded(near, sides) | self._of_new_repute(held, set(keys), sides)
            small = [key for key in keys if len(held.get(key, ())) <= self.policy.caps.block and key[0] not in PROOFS]
            index.put_limits(self.connection, small, ())
        return found - changed

    def _judge(self, batch: Sequence[int], changed: frozenset[int]) -> set[int]:
        """Judge the pairs of a batch; returns records that have to be looked at again because of it."""
        sides = self._sides = self._sides if len(self._sides) < KEPT else Sides(self.connection)
        sides.load(batch)
        own = {key for each in batch for key in sides.keys(each)}
        held = _held(self.connection, _of_compared(own))
        near = {each for ids in held.values() for each in ids} - set(batch)
        again = set[int]()
        if not changed.isdisjoint(batch):
            again = self._of_new_repute(held, own, sides) | self._of_large_works(own, changed)
        crowded = self._crowded(near, sides)
        more = {key for each in crowded for key in sides.keys(each)} - own
        blocks = Shared({**_held(self.connection, _of_compared(more)), **held})
        sides.load(blocks.large(self.policy.caps.block))
        order = sides.order(blocks.ids | set(batch))
        poor = self._poor(own)
        found = blocks.candidates(order, sides, self.policy, poor)
        self._cap(found, own, blocks)
        self._keep(batch, self._bonds(batch, found, order, sides, poor))
        self.done.update(batch)
        return again | (crowded - changed if not changed.isdisjoint(batch) else set())

    def _crowded(self, near: Collection[int], sides: Sides) -> set[int]:
        """Of these records those with more partners than may be compared, or with a block that is divided."""
        sides.load(near)
        keys = {key for each in near for key in sides.keys(each) if key[0] in COMPARED}
        counted = index.counts(self.connection, _of_compared(keys))
        most = self.policy.caps.comparisons
        return {each for each in near if _load(sides.keys(each), counted, self.lost) > most}

    def _of_large_works(self, keys: Iterable[Key], changed: frozenset[int]) -> set[int]:
        """The records of works that have become too large to be compared, or small enough; the store knows which."""
        works = {key for key in keys if key[0] == WORK_KIND}
        held, cap, found = index.holders(self.connection, works), self.policy.caps.block, set[int]()
        for key, ids in held.items():
            grew = len(ids) > cap >= len(ids) - len(changed.intersection(ids))
            if grew or len(ids) <= cap < len(ids) + self.lost[key]:
                found.update(ids)
        large = [Limit(*key, CAPPED, len(ids)) for key, ids in held.items() if len(ids) > cap]
        index.put_limits(self.connection, works, large)
        return found

    def _of_new_repute(self, held: Holders, keys: Collection[Key], sides: Sides) -> set[int]:
        """The holders of identifiers that became poor or good; their mark in the store follows."""
        known = {key for key in keys if key[0] in PROOFS}
        mine = {key: ids for key, ids in held.items() if key in known and len(ids) > self.policy.caps.unrelated}
        sides.load({each for ids in mine.values() for each in ids})
        shared = Blocks.of([Block(*key, ids) for key, ids in mine.items()])
        poor = {each.key: len(each.ids) for each in poor_keys(shared, sides.features, self.policy)}
        before = {(each.kind, each.value): each for each in index.limits(self.connection, known, POOR)}
        index.put_limits(self.connection, before, [Limit(*key, POOR, count) for key, count in poor.items()])
        for key in poor.keys() | before.keys():
            self.stirred.update(held.get(key, ()))  # who is asked about it may be another
        return {each for key in poor.keys() ^ before.keys() for each in held.get(key, ())}

    def _cap(self, found: Candidates, own: Collection[Key], blocks: Shared) -> None:
        """Write down which blocks of these records were too large, and how large each is as a whole."""
        mine = {key for key in own if key[0] in COMPARED and key[0] not in PROOFS}
        capped = mine.intersection((each.kind, str(each.value)) for each in found.capped)
        limits = [Limit(*key, CAPPED, blocks.size(key)) for key in sorted(capped)]
        index.put_limits(self.connection, mine, limits)

    def _poor(self, own: Iterable[Key]) -> frozenset[Key]:
        """Those of these identifiers that prove nothing."""
        proofs = {key for key in own if key[0] in PROOFS}
        return frozenset((each.kind, each.value) for each in index.limits(self.connection, proofs, POOR))

    def _bonds(
        self, batch: Sequence[int], found: Candidates, order: Sequence[int], sides: Sides, poor: frozenset[Key]
    ) -> Iterator[Bond]:
        """The edges of the records of a batch, but for those that an earlier batch has judged."""
        ours, judge = frozenset(batch), Judge(sides.known(order), self.policy, poor)
        are_ours, are_done = (np.array([each in ids for each in order], np.bool_) for ids in (ours, self.done))
        pairs = set[Pair]()
        for lot in found.lots:
            mine = lot.some((are_ours[lot.left] | are_ours[lot.right]) & ~(are_done[lot.left] | are_done[lot.right]))
            pairs.update((order[left], order[right]) for left, right in mine.ends)
            for left, right, judged in judge.answers(mine):
                pair = order[left], order[right]
                if judged.decision == MATCH:
                    pairs.remove(pair)
                yield bonds.of_title(pair, judged)
        yield from self._kin(ours, pairs, sides, poor)

    def _kin(self, ours: Collection[int], pairs: Iterable[Pair], sides: Sides, poor: frozenset[Key]) -> Iterator[Bond]:
        """Edges between titles of one expression or work."""
        works = {key for each in ours for key in sides.keys(each) if key[0] == WORK_KIND}
        near = set(pairs)
        for ids in index.holders(self.connection, works).values():
            if len(ids) <= self.policy.caps.block:
                near |= {(a, b) for a in ids if a in ours and a not in self.done for b in ids if a != b}
        sides.load({each for pair in near for each in pair})
        ordered = ((a, b) if sides.place(a) < sides.place(b) else (b, a) for a, b in near)
        seen = {pair for pair in ordered if not set(pair) & self.done}
        for left_id, right_id in sorted(seen):
            if not bonds.may_be_kin(sides.keys(left_id), sides.keys(right_id)):
                continue
            sides_of_it = sides.compared(left_id), sides.compared(right_id)
            bond = bonds.of_kin((left_id, right_id), *sides_of_it, self.policy, poor)
            if bond is not None:
                yield bond

    def _keep(self, batch: Sequence[int], fresh: Iterable[Bond]) -> None:
        """Write the edges of a batch; the ends of those that are new, gone or others are stirred."""
        before = [
            each
            for each in index.bonds(self.connection, batch, ("P", "E", "W"))
            if not {each.left_id, each.right_id} & self.done
        ]
        self._stir(bonds.keep(self.connection, before, fresh))

    def _stir(self, edges: Iterable[tuple[int, int, str]]) -> None:
        for left_id, right_id, level in edges:
            (self.stirred if level == "P" else self.kindred).update((left_id, right_id))


class _Queue:
    """Records in batches: first those that changed, then those that have to be looked at because of them."""

    def __init__(self, changed: Sequence[int], more: Iterable[int]) -> None:
        self.changed = frozenset(changed)
        self._waiting = list(changed)
        self._known = set(changed)
        self.add(more)

    def add(self, ids: Iterable[int]) -> None:
        """Records to be looked at as well."""
        fresh = sorted(set(ids) - self._known)
        self._known.update(fresh)
        self._waiting += fresh

    def __iter__(self) -> Iterator[list[int]]:
        while self._waiting:
            batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            yield batch


def _of_compared(keys: Iterable[Key]) -> set[Key]:
    """The keys that find partners, an ISBN also as that of a printed book and the other way round."""
    found = {key for key in keys if key[0] in COMPARED}
    return found | {(kind, value) for name, value in found if name in PRINTS for kind in PRINTS}


def _held(connection: Connection, keys: Iterable[Key]) -> Holders:
    return index.holders(connection, keys)


def _load(keys: Iterable[Key], counted: Mapping[Key, int], lost: Mapping[Key, int]) -> int:
    """How many partners a record has at most, or had."""
    total = 0
    for kind, value in keys:
        if kind in COMPARED:
            for name in PRINTS if kind in PRINTS else (kind,):
                total += counted.get((name, value), 0) + lost.get((name, value), 0) - (name == kind)
    return total
